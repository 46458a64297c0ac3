import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { SQSClient, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { instrumentClient } from '../../src';
import { type Registry, compareWithRegistry } from '../../src/semconv/releases';
import { startCannedServer } from '../support/cannedServer';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const registry = JSON.parse(readFileSync(join('test', 'semconv', 'registry.json'), 'utf8')) as Registry;

describe('releases of the conventions', () => {
  const server = useWorld(startCannedServer);

  it('every name is from the registry, is known to be renamed, or is our own', () => {
    assert.deepEqual(compareWithRegistry(registry).unexpected, []);
  });

  it('what a newer release renames or drops is told', () => {
    const attributes = registry.attributes.filter((name) => name !== 'db.query.text');
    const deprecated = { ...registry.deprecated, 'server.port': ['host.port'] };
    assert.deepEqual(compareWithRegistry({ ...registry, version: '9.0.0', attributes, deprecated }).unexpected, [
      'server.port is deprecated, and host.port is in its place: see src/semconv/releases.ts',
      'db.query.text is in no registry: see src/semconv/releases.ts',
      'the registry is of 9.0.0, our names of 1.45.0',
    ]);
  });

  it('what is renamed has the place that the registry gives it', () => {
    for (const [name, { instead }] of Object.entries(compareWithRegistry(registry).renamed)) {
      const given = registry.deprecated[name];
      if (given !== undefined) assert.deepEqual(instead, given, name);
    }
  });

  it('the scope of spans and metrics has the schema', async () => {
    const tracing = startTracing();
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    try {
      const client = instrumentClient(new SQSClient(server.clientConfig));
      await client.send(new ListQueuesCommand({}));
      client.destroy();
      await reader.forceFlush();
      const schemaUrl = `https://opentelemetry.io/schemas/${registry.version}`;
      assert.equal(tracing.span('SQS.ListQueues').instrumentationScope.schemaUrl, schemaUrl);
      const scopes = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.map(({ scope }) => scope.schemaUrl));
      assert.deepEqual([...new Set(scopes)], [schemaUrl]);
    } finally {
      await tracing.stop();
      await provider.shutdown();
      metrics.disable();
    }
  });
});
