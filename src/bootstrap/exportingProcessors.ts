import { Announcer } from './announcer';
import { checkEndpoint } from './connectivity/checkEndpoint';
import { judge } from './connectivity/verdict';
import { makeExporters } from './exporters';
import { Batcher } from './outlet/batcher';
import { batchOptions } from './outlet/batchOptions';
import type { OtlpExporter } from './outlet/otlpExporter';
import { makeOutlet } from './outlet/outlet';
import { handOver } from './outlet/threads';
import { BatchingProcessor, ImmediateProcessor } from './processors';
import type { SdkSpan, SpanProcessor } from './sdk';
import type { SdkParts } from './sdkParts';
import type { Settings } from './settings';
import { state } from './state';
import { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';
import { WatchedExporter } from './watchedExporter';

/** A span processor for each exporter: the one that the application brings, else those that the settings name. */
export function exportingProcessors(settings: Settings, { traceExporter }: SdkParts): SpanProcessor[] {
  if (traceExporter !== undefined) {
    const name = traceExporter.constructor.name;
    const given = new WatchedExporter({ name, destination: 'traceExporter', exporter: traceExporter });
    state.exporters = [given];
    return [batched(given, undefined)];
  }
  const { endpoint } = settings;
  const announcer = new Announcer(
    settings.consoleFallback ? 'spans are printed until then' : 'spans are lost until then',
  );
  const fallback = settings.consoleFallback ? new ConsoleWaterfallExporter() : undefined;
  const exporters = makeExporters(settings, state.problems);
  state.exporters = exporters.map((named) =>
    named.name === 'otlp'
      ? new WatchedExporter(named, {
          judge: (answer) => judge(endpoint, answer),
          check: () => checkEndpoint(endpoint),
          announcer,
          fallback,
        })
      : new WatchedExporter(named),
  );
  const otlp = state.exporters.find(({ name }) => name === 'otlp');
  if (otlp !== undefined && !endpoint.configured && !settings.inFunction)
    warnOfDefault(`spans go to ${String(otlp.destination)}`);
  if (settings.nothingChosen && settings.exporters.includes('waterfall')) warnOfDefault('spans are printed');
  if (settings.connectivityTest || settings.consoleFallback) void otlp?.check();
  return state.exporters.map((exporter, index) => {
    if (exporter.destination !== undefined) return batched(exporter, exporters[index]?.otlp);
    state.printers.push(() => void exporter.forceFlush());
    return new ImmediateProcessor(exporter);
  });
}

function batched(exporter: WatchedExporter, otlp: OtlpExporter<SdkSpan> | undefined): SpanProcessor {
  const options = batchOptions('traces');
  const batcher = new Batcher<SdkSpan>(exporter, options);
  const noun = 'spans';
  state.spanQueues.push(batcher);
  const settled = (spans: readonly SdkSpan[], error?: Error): string | undefined => exporter.settled(spans, error);
  state.outlets.push(makeOutlet(batcher, { noun, request: otlp && ((spans) => otlp.request(spans)), settled }));
  if (otlp === undefined) {
    state.flushes.push(() => batcher.flush());
    return new BatchingProcessor(batcher);
  }
  const explain = (error: Error): string => exporter.explain(error);
  const outlet = state.threads?.add('traces', otlp, options, { noun, explain });
  if (outlet !== undefined) state.outlets.push(outlet);
  return new BatchingProcessor(batcher, handOver('traces', otlp));
}

function warnOfDefault(consequence: string): void {
  const text = `OTEL_EXPORTER_OTLP_ENDPOINT is not set, ${consequence}`;
  state.problems.push({ text, fix: 'set it to your collector, as OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318' });
}
