import { withoutCredentials } from '../semconv/urls';
import type { Protocol } from './endpoint';
import { loadPeer } from './peers';
import { type Problem, messageOf, quoted } from './problem';
import type { SpanExporter } from './sdk';
import type { Settings } from './settings';
import { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';

/** An exporter and what to call it. */
export interface NamedExporter {
  readonly name: string;
  /** Where it sends to, if it sends, without secrets. */
  readonly destination: string | undefined;
  readonly exporter: SpanExporter;
}

type ExporterClass = new () => SpanExporter;

/** They read the rest of the environment by themselves. */
const OTLP: Readonly<Record<Protocol, string>> = {
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
  'http/protobuf': '@opentelemetry/exporter-trace-otlp-proto',
};

/** Makes the exporters that the settings name; one that cannot be made is a problem, and the others stay. */
export function makeExporters(settings: Settings, problems: Problem[]): NamedExporter[] {
  const exporters: NamedExporter[] = [];
  for (const name of settings.exporters) {
    try {
      const exporter = makeExporter(name, settings, problems);
      if (exporter !== undefined) exporters.push(exporter);
    } catch (error) {
      problems.push({ text: `the exporter ${quoted(name)} is left out`, fix: messageOf(error) });
    }
  }
  return exporters;
}

function makeExporter(name: string, { endpoint }: Settings, problems: Problem[]): NamedExporter | undefined {
  switch (name) {
    case 'otlp': {
      // Told already; the SDK would send to this machine instead.
      if (endpoint.url === undefined) return undefined;
      const destination = withoutCredentials(endpoint.url.href);
      const neededFor = `OTLP over ${endpoint.protocol}`;
      return { name, destination, exporter: load(OTLP[endpoint.protocol], 'OTLPTraceExporter', neededFor) };
    }
    case 'console':
      return { name, destination: undefined, exporter: consoleExporter() };
    case 'waterfall':
      return { name, destination: undefined, exporter: new ConsoleWaterfallExporter() };
    case 'zipkin': {
      const destination = withoutCredentials(process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] ?? 'http://localhost:9411');
      const neededFor = 'OTEL_TRACES_EXPORTER=zipkin';
      return { name, destination, exporter: load('@opentelemetry/exporter-zipkin', 'ZipkinExporter', neededFor) };
    }
    default:
      problems.push({
        text: `OTEL_TRACES_EXPORTER has an unknown name ${quoted(name)}`,
        fix: 'use one of otlp, console, waterfall, zipkin, none',
      });
      return undefined;
  }
}

function consoleExporter(): SpanExporter {
  const neededFor = 'OTEL_TRACES_EXPORTER=console';
  try {
    return load('@opentelemetry/sdk-trace', 'ConsoleSpanExporter', neededFor);
  } catch {
    // Before 2.10, the SDK had it elsewhere.
    return load('@opentelemetry/sdk-trace-base', 'ConsoleSpanExporter', neededFor);
  }
}

function load(packageName: string, className: string, neededFor: string): SpanExporter {
  const { [className]: Exporter } = loadPeer(packageName, neededFor);
  return new (Exporter as ExporterClass)();
}
