import { withoutCredentials } from '../semconv/urls';
import type { Protocol } from './endpoint';
import { loadPeer } from './peers';
import { type Problem, messageOf, quoted } from './problem';
import type { SpanExporter } from './sdk';
import type { Settings } from './settings';
import { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';

/** An exporter and its name. */
export interface NamedExporter {
  readonly name: string;
  /** The URL that it sends to, without secrets; undefined if it sends nothing. */
  readonly destination: string | undefined;
  readonly exporter: SpanExporter;
}

type ExporterClass = new () => SpanExporter;

/** They read all other variables by themselves. */
const OTLP: Readonly<Record<Protocol, string>> = {
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
  'http/protobuf': '@opentelemetry/exporter-trace-otlp-proto',
};

/**
 * Makes the exporters that the settings name. If one cannot be made, that is a problem in the status, and the others
 * stay.
 */
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
      // The settings have reported it already. The SDK would send to this machine instead.
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
    // Before 2.10, it was in another package of the SDK.
    return load('@opentelemetry/sdk-trace-base', 'ConsoleSpanExporter', neededFor);
  }
}

function load(packageName: string, className: string, neededFor: string): SpanExporter {
  const { [className]: Exporter } = loadPeer(packageName, neededFor);
  return new (Exporter as ExporterClass)();
}
