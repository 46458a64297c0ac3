import { TraceFlags } from '@opentelemetry/api';
import type { Batcher } from './outlet/batcher';
import type { SdkSpan, SpanExporter, SpanProcessor } from './sdk';

/** Counts spans by the scope that made them. It costs two additions a span, and not the path of a call. */
export class CountingProcessor implements SpanProcessor {
  started = 0;
  /** Only spans that are sampled, because only those are exported. */
  ended = 0;
  readonly endedByScope = new Map<string, number>();

  onStart(): void {
    this.started += 1;
  }

  onEnd(span: SdkSpan): void {
    if (!isSampled(span)) return;
    this.ended += 1;
    const scope = span.instrumentationScope?.name ?? 'unknown';
    this.endedByScope.set(scope, (this.endedByScope.get(scope) ?? 0) + 1);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Passes on each span when it ends. It is for exporters that print. */
export class ImmediateProcessor implements SpanProcessor {
  constructor(private readonly exporter: SpanExporter) {}

  onStart(): void {}

  onEnd(span: SdkSpan): void {
    if (isSampled(span)) this.exporter.export([span], () => {});
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

/** Hands spans to a batcher as they end, or to somebody else who takes them. */
export class BatchingProcessor implements SpanProcessor {
  constructor(
    private readonly batcher: Batcher<SdkSpan>,
    private readonly handOver?: (span: SdkSpan) => boolean,
  ) {}

  onStart(): void {}

  onEnd(span: SdkSpan): void {
    if (isSampled(span) && this.handOver?.(span) !== true) this.batcher.add(span);
  }

  forceFlush(): Promise<void> {
    return this.batcher.flush();
  }

  shutdown(): Promise<void> {
    return this.batcher.shutdown();
  }
}

function isSampled(span: SdkSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
