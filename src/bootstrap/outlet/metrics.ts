import { type Env, MAX_TIMER, envText, exporterNames } from '../env';
import { type Endpoint, resolveEndpoint } from '../endpoint';
import { loadPeer } from '../peers';
import { explain } from '../connectivity/verdict';
import { type Problem, messageOf, quoted } from '../problem';
import { EXPORT_SUCCESS, type ExportResult } from '../sdk';
import { Batcher } from './batcher';
import { makeOtlpExporter } from './otlpTarget';
import { type Outlet, makeOutlet } from './outlet';
import { setImmediate } from '../../timers';

/** A reader of metrics of the SDK, by shape. */
export interface MetricReader {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Metrics that have to be collected before they can be exported. */
export interface MetricsSource {
  /** Whether nothing has happened since the last time. */
  collected: boolean;
  /** Collects, and leaves the export to the end of the process. */
  collect(): Promise<void>;
}

interface MetricExporter {
  export(metrics: object, resultCallback: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

interface ReaderState {
  /** It collects for the end of the process, which exports by itself. */
  ending?: boolean;
}

/** Each request has one collection of metrics. */
const BATCHES = {
  scheduledDelayMillis: 1,
  maxQueueSize: 16,
  maxExportBatchSize: 1,
  exportTimeoutMillis: 30_000,
  // At the end of the process, it does not begin what it cannot finish.
  patient: true,
};

/** What OpenTelemetry's exporters of metrics know of: they are asked how metrics are aggregated, and export nothing. */
const SELECTORS = ['selectAggregationTemporality', 'selectAggregation'];

/** The readers of metrics that OTEL_METRICS_EXPORTER asks for; one that cannot be made is a problem. */
export function makeMetricReaders(
  env: Env,
  problems: Problem[],
  { outlets, metrics }: { readonly outlets: Outlet[]; readonly metrics: MetricsSource[] },
): MetricReader[] {
  const readers: MetricReader[] = [];
  for (const name of exporterNames(env, 'OTEL_METRICS_EXPORTER')) {
    try {
      readers.push(makeReader(name, env, outlets, metrics));
    } catch (error) {
      problems.push({ text: `the exporter of metrics ${quoted(name)} is left out`, fix: messageOf(error) });
    }
  }
  return readers;
}

function makeReader(name: string, env: Env, outlets: Outlet[], metrics: MetricsSource[]): MetricReader {
  switch (name) {
    case 'otlp': {
      const state: ReaderState = {};
      const reader = periodic(env, overOtlp(env, outlets, state));
      metrics.push(sourceOf(reader, state));
      return reader;
    }
    case 'console': {
      const { ConsoleMetricExporter } = loadPeer('@opentelemetry/sdk-metrics', 'OTEL_METRICS_EXPORTER=console');
      const reader = periodic(env, new (ConsoleMetricExporter as new () => MetricExporter)());
      metrics.push(sourceOf(reader, {}));
      return reader;
    }
    case 'prometheus': {
      const { PrometheusExporter } = loadPeer('@opentelemetry/exporter-prometheus', 'OTEL_METRICS_EXPORTER=prometheus');
      return new (PrometheusExporter as new () => MetricReader)();
    }
    default:
      throw new Error('use one of otlp, console, prometheus, none');
  }
}

function periodic(env: Env, exporter: MetricExporter): MetricReader {
  const { PeriodicExportingMetricReader } = loadPeer('@opentelemetry/sdk-metrics', 'exporting metrics');
  const millis = (name: string): number | undefined => positive(envText(env, `OTEL_METRIC_EXPORT_${name}`));
  const interval = millis('INTERVAL') ?? 60_000;
  const timeout = millis('TIMEOUT') ?? 30_000;
  return new (PeriodicExportingMetricReader as new (options: object) => MetricReader)({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(timeout, interval),
  });
}

function sourceOf(reader: MetricReader, state: ReaderState): MetricsSource {
  const source: MetricsSource = {
    collected: false,
    collect: async () => {
      state.ending = true;
      try {
        await reader.forceFlush();
        source.collected = true;
      } finally {
        state.ending = false;
      }
      // If the process lives on, there are new ones.
      setImmediate(() => void (source.collected = false)).unref();
    },
  };
  return source;
}

/** Has the reader done at once: its timers keep a process alive, and the batcher's do not. */
function overOtlp(env: Env, outlets: Outlet[], state: Readonly<ReaderState>): MetricExporter {
  const endpoint = resolveEndpoint(env, [], 'metrics');
  if (endpoint.url === undefined) throw new Error('its endpoint is no URL');
  const exporter = makeOtlpExporter<object>('metrics', endpoint, endpoint.url);
  const batcher = new Batcher<object>(exporter, BATCHES);
  outlets.push(
    makeOutlet(batcher, {
      noun: 'collections of metrics',
      request: (all) => exporter.request(all),
      settled: (_, error) => error && explain(endpoint, error),
    }),
  );
  return {
    ...selectors(endpoint),
    export: (metrics, resultCallback) => {
      batcher.add(metrics);
      resultCallback({ code: EXPORT_SUCCESS });
    },
    forceFlush: async () => {
      if (state.ending !== true) await batcher.flush();
    },
    shutdown: () => batcher.shutdown(),
  };
}

function selectors({ protocol }: Endpoint): object {
  const kind = protocol === 'grpc' ? 'grpc' : protocol === 'http/json' ? 'http' : 'proto';
  const { OTLPMetricExporter } = loadPeer(`@opentelemetry/exporter-metrics-otlp-${kind}`, 'exporting metrics');
  const exporter = new (OTLPMetricExporter as new () => Record<string, unknown>)();
  const found: Record<string, unknown> = {};
  for (const name of SELECTORS) {
    const selector = exporter[name];
    if (typeof selector === 'function') found[name] = selector.bind(exporter);
  }
  return found;
}

function positive(value: string | undefined): number | undefined {
  const number = Number(value);
  return number > 0 ? Math.min(number, MAX_TIMER) : undefined;
}
