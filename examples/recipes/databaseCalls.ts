import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

// #region processor
const SLOW_MS = 100;

/** Marks slow calls of a database, and counts the calls directly below each span. */
export class DatabaseCalls implements SpanProcessor {
  readonly #calls = new Map<string, number>();

  onStart(span: Span): void {
    const parent = span.parentSpanContext?.spanId;
    const isCall = 'db.system.name' in span.attributes || 'db.system' in span.attributes;
    // Only below a span of this process: its end removes the count.
    if (isCall && parent !== undefined && span.parentSpanContext?.isRemote !== true) {
      this.#calls.set(parent, (this.#calls.get(parent) ?? 0) + 1);
    }
  }

  /** The last moment at which a span can be changed. */
  onEnding(span: Span): void {
    const isCall = 'db.system.name' in span.attributes || 'db.system' in span.attributes;
    const [seconds, nanos] = span.duration;
    if (isCall && seconds * 1e3 + nanos / 1e6 > SLOW_MS) span.setAttribute('app.db.slow', true);
    const { spanId } = span.spanContext();
    const calls = this.#calls.get(spanId);
    this.#calls.delete(spanId);
    if (calls !== undefined) span.setAttribute('app.db.calls', calls);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    this.#calls.clear();
  }
}
// #endregion
