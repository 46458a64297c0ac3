import { type Attributes, context, trace } from '@opentelemetry/api';
import { load } from './load';
import type * as MetricListener from './metricListener';
import {
  AlwaysOffSampler,
  NodeTracerProvider,
  type ReadableSpan,
  type Span as SdkSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Mode, SpanRecord } from './job';

/** A span, and what it started with. */
interface Started {
  readonly span: ReadableSpan;
  readonly start: Attributes;
  readonly startLinks: readonly Attributes[];
}

/** Costs nothing but a count, unless it is told to write down what it sees. */
class Listener implements SpanProcessor {
  ended = 0;
  #started: Started[] | undefined;

  onStart(span: SdkSpan): void {
    this.#started?.push({ start: { ...span.attributes }, startLinks: linksOf(span), span });
  }

  onEnd(): void {
    this.ended++;
  }

  /** Writes down the spans of one call. */
  async record(call: () => unknown): Promise<SpanRecord[]> {
    const spans: Started[] = [];
    this.#started = spans;
    await call();
    this.#started = undefined;
    return spans.map(({ start, startLinks, span }) => ({
      name: span.name,
      kind: span.kind,
      start,
      end: Object.fromEntries(Object.entries(span.attributes).filter(([name, value]) => start[name] !== value)),
      startLinks,
      endLinks: linksOf(span).slice(startLinks.length),
    }));
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

function linksOf(span: ReadableSpan): Attributes[] {
  return span.links.map(({ attributes }) => attributes ?? {});
}

export const listener = new Listener();

/** Registers what a mode stands for. */
export function listen(mode: Mode): void {
  if (mode === 'no SDK') return;
  new NodeTracerProvider({
    spanProcessors: [listener],
    ...(mode === 'unsampled' && { sampler: new AlwaysOffSampler() }),
  }).register();
  if (mode === 'metrics') (load('./metricListener') as typeof MetricListener).listenToMetrics();
}

/** Runs everything inside of one span, as in the handler of a request: whoever measures finds its context managed. */
export function insideOfSpan<Result>(run: () => Promise<Result>): Promise<Result> {
  const span = trace.getTracer('bench').startSpan('bench');
  return context.with(trace.setSpan(context.active(), span), run);
}
