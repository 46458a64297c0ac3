import { withoutCredentials } from '../semconv/urls';
import { makeOtlpExporter } from './outlet/otlpTarget';
import type { OtlpExporter } from './outlet/otlpExporter';
import { loadPeer } from './peers';
import { type Problem, messageOf, quoted } from './problem';
import type { SdkSpan, SpanExporter } from './sdk';
import type { Settings } from './settings';
import { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';

/** An exporter and its name. */
export interface NamedExporter {
  readonly name: string;
  /** The URL that it sends to, without secrets; undefined if it sends nothing. */
  readonly destination: string | undefined;
  readonly exporter: SpanExporter;
  /** The same, if it sends over OTLP. */
  readonly otlp?: OtlpExporter<SdkSpan> | undefined;
}

const KNOWN: readonly string[] = ['otlp', 'console', 'waterfall', 'zipkin'];

type ExporterClass = new () => SpanExporter;

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

/** What is wrong about the name of an exporter. */
export function unknownExporter(name: string): Problem | undefined {
  return KNOWN.includes(name) ? undefined : notKnown(name);
}

function notKnown(name: string): Problem {
  return {
    text: `OTEL_TRACES_EXPORTER has an unknown name ${quoted(name)}`,
    fix: `use one of ${KNOWN.join(', ')}, none`,
  };
}

function makeExporter(name: string, { endpoint }: Settings, problems: Problem[]): NamedExporter | undefined {
  switch (name) {
    case 'otlp': {
      // The settings have reported it already. The SDK would send to this machine instead.
      if (endpoint.url === undefined) return undefined;
      const destination = withoutCredentials(endpoint.url.href);
      const exporter = makeOtlpExporter<SdkSpan>('traces', endpoint, endpoint.url);
      return { name, destination, exporter, otlp: exporter };
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
      problems.push(notKnown(name));
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
