import assert from 'node:assert/strict';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { config, meterProvider, orderMetrics } from '../../examples/recipes/queueTime';
import { processMessage } from '../../src';
import { message, startConsumerWorld } from '../process/consumerWorld';
import { startMetering } from '../support/metering';
import { eachMessagePayload } from '../process/brokers/messages';
import { useWorld } from '../support/useWorld';

describe('recipes of the time in a queue', () => {
  const world = useWorld(startConsumerWorld);

  /** A message that was sent so many seconds ago. */
  const sent = (seconds: number) => message({ Attributes: { SentTimestamp: String(Date.now() - seconds * 1000) } });

  it('is measured in seconds, in the buckets that were asked for', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
    const provider = meterProvider(reader);
    try {
      for (const seconds of [0, 5, 100, 5000]) processMessage(sent(seconds), () => undefined);
      processMessage(eachMessagePayload(), () => undefined, { consumerGroup: 'billing' });
      await reader.forceFlush();
      const measured = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .filter(({ descriptor }) => descriptor.name.endsWith('queue_time'))
        .map(({ descriptor, dataPoints }) => [
          descriptor.name,
          descriptor.unit,
          (dataPoints[0]?.value as Histogram | undefined)?.buckets,
        ]);
      const boundaries = [1, 10, 60, 600, 3600, 86_400];
      assert.deepEqual(measured, [
        ['messaging.sqs.queue_time', 's', { boundaries, counts: [1, 1, 0, 1, 0, 1, 0] }],
        ['messaging.queue_time', 's', { boundaries, counts: [0, 1, 0, 0, 0, 0, 0] }],
      ]);
    } finally {
      await provider.shutdown();
      metrics.disable();
    }
  });

  it('is an attribute of each process span, and an event where it was too long', () => {
    world.reset(config);
    processMessage(sent(5), () => undefined);
    processMessage(sent(120), () => undefined);
    processMessage(message(), () => undefined);
    const waits = world.tracing.spans('process').map(({ attributes, events }) => {
      const waited = attributes['messaging.sqs.message.queue_time_ms'];
      return [
        typeof waited === 'number' ? Math.round(waited / 1000) : waited,
        ...events.map(({ name, attributes: told }) => [name, Math.round(Number(told?.['app.waited_ms']) / 1000)]),
      ];
    });
    assert.deepEqual(waits, [[5], [120, ['late', 120]], [undefined]]);
  });

  it("stands beside counters of the application's own", async () => {
    const metering = startMetering();
    orderMetrics()('placed');
    const points = await metering.points('shop.orders');
    await metering.stop();
    assert.deepEqual([points[0]?.value, points[0]?.attributes], [1, { 'shop.order.state': 'placed' }]);
  });
});
