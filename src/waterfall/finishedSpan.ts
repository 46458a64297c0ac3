import type { Attributes, HrTime, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/**
 * What the waterfall reads of a span. `ReadableSpan` of the 2.x and 3.x generations of the SDK both satisfy it, so that
 * drawing a trace needs no SDK, neither at run time nor in the declarations.
 */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  /** False for a span that is still open; it is drawn up to the end of what is known. */
  readonly ended?: boolean | undefined;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: readonly FinishedLink[];
  readonly events: readonly FinishedEvent[];
  /** Of the process that made the span: its service has a name. */
  readonly resource?: { readonly attributes: Attributes } | undefined;
}

/** A link of a {@link FinishedSpan}. */
export interface FinishedLink {
  readonly context: SpanContext;
  readonly attributes?: Attributes | undefined;
}

/** An event of a {@link FinishedSpan}. */
export interface FinishedEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes | undefined;
}
