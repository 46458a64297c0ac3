import type { Message } from '@aws-sdk/client-sqs';
import { metrics } from '@opentelemetry/api';
import { AggregationType, MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';
import type { SqsInstrumentationConfig } from 'opentelemetry-instrumentation-sqs';

export function meterProvider(reader: MetricReader): MeterProvider {
  // #region buckets
  const boundaries = [1, 10, 60, 600, 3600, 86_400];
  const provider = new MeterProvider({
    readers: [reader],
    views: ['messaging.sqs.queue_time', 'messaging.queue_time'].map((instrumentName) => ({
      instrumentName,
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } },
    })),
  });
  metrics.setGlobalMeterProvider(provider);
  // #endregion
  return provider;
}

// #region late
const PROMISED = 60_000;

/** Marks the spans of messages that waited longer than promised. */
export const config: SqsInstrumentationConfig = {
  processHook(span, message: Message) {
    const sent = Number(message.Attributes?.SentTimestamp);
    const waited = Date.now() - sent;
    if (waited > PROMISED) span.addEvent('late', { 'app.waited_ms': waited });
  },
};
// #endregion

export function orderMetrics(): (state: string) => void {
  // #region own
  const orders = metrics.getMeter('shop').createCounter('shop.orders', { unit: '{order}' });
  const count = (state: string): void => orders.add(1, { 'shop.order.state': state });
  // #endregion
  return count;
}
