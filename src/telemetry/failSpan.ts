import { type Attributes, type Exception, type Span, SpanStatusCode } from '@opentelemetry/api';
import { MAX_MESSAGE, bounded } from '../diagnostics/bounded';
import { recordableOf } from '../diagnostics/concealed';
import { setErrorType } from '../semconv/aws';
import { errorType } from '../semconv/errors';
import { shownText } from '../semconv/urls';

/** What a span says of a failure. */
export interface Failing {
  /** For `error.type`. */
  readonly type: string;
  /** For the status. */
  readonly message?: string | undefined;
  /** Recorded as an event. */
  readonly exception?: Exception | undefined;
  /** The failure is nobody's error: the span says its type, and no more. */
  readonly tolerated?: boolean | undefined;
}

/** Characters. */
const MAX_STACK = 8192;

/**
 * Makes a span an error: `error.type`, status and exception event, each of bounded length and without credentials. The
 * only place that does so. A span that has ended, as one of another instrumentation may have, stays what it is.
 * @param at when, if not now: milliseconds, of the process's own clock
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function failSpan(span: Span, { type, message, exception, tolerated }: Failing, at?: number): void {
  if (!span.isRecording()) return;
  const attributes: Attributes = {};
  setErrorType(attributes, type);
  span.setAttributes(attributes);
  if (tolerated === true) return;
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(message !== undefined && { message: shownText(message, MAX_MESSAGE) }),
  });
  const told = exception === undefined ? undefined : bounded(exception, MAX_STACK);
  if (saysSomething(told)) span.recordException(told, at);
}

/** Of what has neither a type nor a message the SDK makes no event, and a line for the logger of the application. */
function saysSomething(exception: Exception | undefined): exception is Exception {
  if (typeof exception !== 'object') return exception !== undefined && exception !== '';
  return [exception.code, exception.name, exception.message].some(Boolean);
}

/** How anything that was thrown is recorded: without what its message quotes of a request. */
export function failingOf(error: unknown): Failing {
  const { errorMessage, exception } = recordableOf(error);
  return { type: errorType(error), message: errorMessage, exception };
}
