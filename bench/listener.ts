import { type Attributes, context, metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  NodeTracerProvider,
  type ReadableSpan,
  type Span as SdkSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Mode, PointRecord, SpanRecord } from './job';

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

/** Collects when it is asked to, which nobody does who measures. */
class SilentReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }

  /** What was measured since the last time. */
  async points(): Promise<PointRecord[]> {
    const { resourceMetrics } = await this.collect();
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics: ofScope }) => ofScope);
    return all.flatMap(({ descriptor: { name, unit }, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({ name, unit, attributes, ...measured(value) })),
    );
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function measured(value: unknown): Pick<PointRecord, 'kind' | 'boundaries' | 'count'> {
  if (typeof value === 'number') return { kind: 'counter', boundaries: undefined, count: value };
  const { buckets, count } = value as Histogram;
  return { kind: 'histogram', boundaries: buckets.boundaries, count };
}

export const listener = new Listener();
const reader = new SilentReader();

/** The points that one call adds to metrics. */
export async function pointsOf(call: () => unknown): Promise<PointRecord[]> {
  await reader.points();
  await call();
  return reader.points();
}

/** Registers what a mode stands for. */
export function listen(mode: Mode): void {
  if (mode === 'no SDK') return;
  new NodeTracerProvider({
    spanProcessors: [listener],
    ...(mode === 'unsampled' && { sampler: new AlwaysOffSampler() }),
  }).register();
  if (mode === 'metrics') metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}

/** Runs everything inside of one span, as in the handler of a request: whoever measures finds its context managed. */
export function insideOfSpan<Result>(run: () => Promise<Result>): Promise<Result> {
  const span = trace.getTracer('bench').startSpan('bench');
  return context.with(trace.setSpan(context.active(), span), run);
}
