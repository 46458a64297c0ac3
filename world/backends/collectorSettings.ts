import { ATTR_MESSAGING_DESTINATION_NAME } from '../../src/semconv/attributes';
import type { CollectorSettings } from './servers';

/** Metrics to one backend, and those that the Collector makes of spans. */
export function metricsTo(otlp: string): CollectorSettings {
  return {
    processors: { batch: { timeout: '100ms' } },
    // https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/connector/spanmetricsconnector
    connectors: {
      spanmetrics: { metrics_flush_interval: '1s', dimensions: [{ name: ATTR_MESSAGING_DESTINATION_NAME }] },
    },
    exporters: { otlphttp: { metrics_endpoint: `${otlp}/v1/metrics` } },
    service: {
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['spanmetrics'] },
        metrics: { receivers: ['otlp', 'spanmetrics'], processors: ['batch'], exporters: ['otlphttp'] },
      },
    },
  };
}

/** All spans to one backend. */
export function tracesTo(otlp: string): CollectorSettings {
  return {
    processors: { batch: { timeout: '100ms' } },
    exporters: { otlphttp: { traces_endpoint: `${otlp}/v1/traces` } },
    service: { pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['otlphttp'] } } },
  };
}
