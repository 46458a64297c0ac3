import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  context,
  trace,
} from '@opentelemetry/api';
import { ERROR_TYPE_OTHER } from '../semconv/errors';
import type { setBatchResult } from '../semconv/messaging';
import { endSpan } from '../telemetry/endSpan';
import { type Failing, failSpan, failingOf } from '../telemetry/failSpan';
import { withProcessing } from '../telemetry/liveParent';
import { NO_SPAN } from '../telemetry/noSpan';
import { safely } from '../telemetry/safely';

/** The span of a batch, from its start to its end. */
export class BatchSpan {
  /** In which the handler runs. */
  context: Context;
  /** The spans that created its messages. */
  readonly creations: readonly SpanContext[];
  readonly #span: Span;
  readonly #size: number;
  readonly #setResult: typeof setBatchResult | undefined;
  #failing: Failing | undefined;
  #ended = false;

  /**
   * @param span undefined for a batch that is only measured
   * @param setResult undefined if the span does not count its messages
   * @param links those to the spans that created its messages
   * @param around in which the batch begins
   */
  constructor(
    span: Span | undefined,
    size: number,
    setResult: typeof setBatchResult | undefined,
    links: readonly Link[] = [],
    around = context.active(),
  ) {
    this.creations = links.map((link) => link.context);
    this.#span = span ?? NO_SPAN;
    this.#size = size;
    this.#setResult = setResult;
    this.context = span === undefined ? around : withProcessing(trace.setSpan(around, span), this, around);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The batch as a whole failed. */
  fail(error: unknown): void {
    this.#failing ??= failingOf(error);
  }

  /** The batch as a whole failed, without an error. */
  report(type: string): void {
    this.#failing ??= { type };
  }

  /** Ends the span. @param failed how many messages failed @param skipped how many were not even begun */
  end(failed: number, skipped = 0): void {
    this.#ended = true;
    safely('recording the outcome', () => this.#record(failed, skipped));
    endSpan(this.#span);
    // Whatever the handler has started keeps this span.
    this.#failing = undefined;
  }

  #record(failed: number, skipped: number): void {
    if (this.#setResult !== undefined) {
      const attributes: Attributes = {};
      this.#setResult(attributes, { succeeded: this.#size - failed - skipped, failed, failureCodes: [] });
      this.#span.setAttributes(attributes);
    }
    const whole = this.#failing;
    if (whole === undefined && failed === 0) return;
    failSpan(this.#span, {
      type: whole?.type ?? ERROR_TYPE_OTHER,
      message: failed > 0 ? `${failed}/${this.#size} messages failed` : whole?.message,
      exception: whole?.exception,
    });
  }
}
