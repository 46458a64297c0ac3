import { type Attributes, type Exception, type Span, SpanStatusCode } from '@opentelemetry/api';
import { setErrorType } from '../semconv/aws';
import { errorMessage, errorType } from '../semconv/errors';

/** What a span says of a failure. */
export interface Failing {
  /** For `error.type`. */
  readonly type: string;
  /** For the status. */
  readonly message?: string | undefined;
  /** Recorded as an event. */
  readonly exception?: Exception | undefined;
}

/**
 * Makes a span an error: `error.type`, status and exception event. The only place that does so. A span that has ended,
 * as one of another instrumentation may have, stays what it is.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function failSpan(span: Span, { type, message, exception }: Failing): void {
  if (!span.isRecording()) return;
  const attributes: Attributes = {};
  setErrorType(attributes, type);
  span.setAttributes(attributes);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  if (exception !== undefined) span.recordException(exception);
}

/** How anything that was thrown is recorded. */
export function failingOf(error: unknown): Failing {
  return { type: errorType(error), message: errorMessage(error), exception: exceptionOf(error) };
}

/** An error as it is, anything else as text. */
export function exceptionOf(error: unknown): Exception {
  return error instanceof Error ? error : String(error);
}
