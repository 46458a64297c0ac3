import { type Attributes, type Exception, type Span, SpanStatusCode } from '@opentelemetry/api';
import { setErrorType } from '../semconv/aws';
import { errorMessage, errorType } from '../semconv/errors';
import { text } from '../values';

/** What a span says of a failure. */
export interface Failing {
  /** For `error.type`. */
  readonly type: string;
  /** For the status. */
  readonly message?: string | undefined;
  /** Recorded as an event. */
  readonly exception?: Exception | undefined;
}

/** Characters: a message may quote the whole request that was rejected. */
const MAX_MESSAGE = 1024;
const MAX_STACK = 8192;

/**
 * Makes a span an error: `error.type`, status and exception event, each of bounded length. The only place that does so.
 * A span that has ended, as one of another instrumentation may have, stays what it is.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function failSpan(span: Span, { type, message, exception }: Failing): void {
  if (!span.isRecording()) return;
  const attributes: Attributes = {};
  setErrorType(attributes, type);
  span.setAttributes(attributes);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(message !== undefined && { message: message.slice(0, MAX_MESSAGE) }),
  });
  if (exception !== undefined) span.recordException(bounded(exception));
}

/** How anything that was thrown is recorded. */
export function failingOf(error: unknown): Failing {
  return { type: errorType(error), message: errorMessage(error), exception: exceptionOf(error) };
}

/** An error as it is, anything else as text. Of an error that cannot be read, what can. */
export function exceptionOf(error: unknown): Exception {
  try {
    if (!(error instanceof Error)) return String(error);
    for (const member of READ) Reflect.get(error, member);
    return error;
  } catch {
    return { name: errorType(error), message: errorMessage(error) ?? UNREADABLE };
  }
}

/** What the SDK reads of an exception. */
const READ = ['code', 'name', 'message', 'stack'] as const;

const UNREADABLE = 'an error that cannot be read';

function bounded(exception: Exception): Exception {
  if (typeof exception === 'string') return exception.slice(0, MAX_MESSAGE);
  const { code, name } = exception;
  const message = text(exception.message) ?? '';
  const stack = text(exception.stack) ?? '';
  if (message.length <= MAX_MESSAGE && stack.length <= MAX_STACK) return exception;
  const shortened = message.slice(0, MAX_MESSAGE);
  return {
    message: shortened,
    // The stack begins with the message.
    stack: stack.replace(message, () => shortened).slice(0, MAX_STACK),
    ...(code !== undefined && { code }),
    ...(name !== undefined && { name }),
  };
}
