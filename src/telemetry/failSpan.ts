import { type Attributes, type Exception, type Span, SpanStatusCode } from '@opentelemetry/api';
import { framesOf, recordableOf } from '../diagnostics/concealed';
import { setErrorType } from '../semconv/aws';
import { errorType } from '../semconv/errors';
import { shownText } from '../semconv/urls';
import { text } from '../values';

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

/** Characters: a message may quote the whole request that was rejected. */
const MAX_MESSAGE = 1024;
const MAX_STACK = 8192;

/**
 * Makes a span an error: `error.type`, status and exception event, each of bounded length and without credentials. The
 * only place that does so. A span that has ended, as one of another instrumentation may have, stays what it is.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function failSpan(span: Span, { type, message, exception, tolerated }: Failing): void {
  if (!span.isRecording()) return;
  const attributes: Attributes = {};
  setErrorType(attributes, type);
  span.setAttributes(attributes);
  if (tolerated === true) return;
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(message !== undefined && { message: shownText(message, MAX_MESSAGE) }),
  });
  if (exception !== undefined) span.recordException(bounded(exception));
}

/** How anything that was thrown is recorded: without what its message quotes of a request. */
export function failingOf(error: unknown): Failing {
  const { errorMessage, exception } = recordableOf(error);
  return { type: errorType(error), message: errorMessage, exception };
}

/** A plain copy: a getter of the error is not asked by others again. */
function bounded(exception: Exception): Exception {
  if (typeof exception === 'string') return shownText(exception, MAX_MESSAGE);
  const { code, name } = exception as { readonly code?: unknown; readonly name?: unknown };
  const message = text(exception.message) ?? '';
  const shown = shownText(message, MAX_MESSAGE);
  const stack = text(exception.stack);
  return {
    message: shown,
    ...(stack !== undefined && {
      stack: (shown === message ? stack : shownStack(stack, message, shown)).slice(0, MAX_STACK),
    }),
    ...((typeof code === 'string' || typeof code === 'number') && { code: shownText(String(code), MAX_MESSAGE) }),
    ...(typeof name === 'string' && { name: shownText(name, MAX_MESSAGE) }),
  };
}

/** The stack begins with the message. */
function shownStack(stack: string, message: string, shown: string): string {
  const start = stack.indexOf(message);
  return (start === -1 ? '' : stack.slice(0, start)) + shown + framesOf(stack, message);
}
