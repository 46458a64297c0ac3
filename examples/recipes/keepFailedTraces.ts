import { type Context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

// #region processor
/** The part of a trace below one first span of this process: a request, a message. */
interface Part {
  readonly first: Span;
  readonly ended: ReadableSpan[];
  kept?: boolean;
}

/** Passes on the parts that failed, and one in `oneIn` of the rest. It decides when the first span ends. */
export class KeepFailedTraces implements SpanProcessor {
  readonly #parts = new WeakMap<object, Part>();

  constructor(
    private readonly next: SpanProcessor,
    private readonly oneIn: number,
  ) {}

  onStart(span: Span, context: Context): void {
    // A remote parent is in another process, so it is not in this map.
    const parent = trace.getSpan(context);
    const part = (parent && this.#parts.get(parent)) ?? { first: span, ended: [] };
    this.#parts.set(span, part);
    this.next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    const part = this.#parts.get(span);
    if (part === undefined) return;
    if (part.kept === undefined) part.ended.push(span);
    else if (part.kept) this.next.onEnd(span);
    if (part.first !== span) return;
    const chosen = parseInt(span.spanContext().traceId.slice(-8), 16) % this.oneIn === 0;
    part.kept = chosen || part.ended.some(({ status }) => status.code === SpanStatusCode.ERROR);
    const ended = part.ended.splice(0);
    if (part.kept) for (const one of ended) this.next.onEnd(one);
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}
// #endregion
