import type { Exception } from '@opentelemetry/api';
import { errorMessage, errorType } from '../semconv/errors';
import { shared } from '../shared';
import { type Members, isObject, text } from '../values';

/** What may be told of an error. */
export interface Recordable {
  readonly exception: Exception | undefined;
  readonly errorMessage: string | undefined;
}

/**
 * What may be told of errors whose messages quote a request. The same object comes to other spans, that of the message
 * which was processed when the call failed, say.
 */
const forms = shared('concealed errors', () => new WeakMap<object, Recordable>());

/** The latest of them: an application may put the message of one into an error of its own. */
const latest = shared('latest concealed errors', (): WeakRef<object>[] => []);
const MAX_LATEST = 16;
/** What is shorter stands in many messages by accident. */
const MIN_QUOTED = 8;
/** Causes of causes that are looked at. */
const MAX_RELATED = 16;

export function rememberConcealed(error: unknown, form: Recordable): void {
  if (!isObject(error)) return;
  forms.set(error, form);
  latest.push(new WeakRef(error));
  if (latest.length > MAX_LATEST) latest.shift();
}

/** What may be told of anything that was thrown. */
export function recordableOf(error: unknown): Recordable {
  const known = isObject(error) ? forms.get(error) : undefined;
  if (known !== undefined) return known;
  const message = errorMessage(error);
  const concealed = message === undefined || latest.length === 0 ? message : withoutQuotes(message, error);
  if (concealed !== message) return concealedForm(error, concealed);
  return { exception: exceptionOf(error), errorMessage: message };
}

/** An error with another message, also in its stack trace. @param plain the text of what is no error */
export function concealedForm(error: unknown, message: string | undefined, plain = message): Recordable {
  if (!(error instanceof Error)) return { exception: plain ?? '', errorMessage: message };
  const { code, name, stack } = error as Error & { code?: unknown };
  return {
    exception: {
      name: text(name) ?? 'Error',
      message: message ?? '',
      ...((typeof code === 'string' || typeof code === 'number') && { code }),
      ...(typeof stack === 'string' && { stack: `${name}: ${message ?? ''}${framesOf(stack, error.message)}` }),
    },
    errorMessage: message,
  };
}

/** The frames of a stack trace, which begins with the message that the error had when it was made. */
export function framesOf(stack: string, message: string): string {
  const quoted = message === '' ? -1 : stack.indexOf(message);
  const start = stack.indexOf('\n    at ', quoted === -1 ? 0 : quoted + message.length);
  return start === -1 ? '' : stack.slice(start);
}

/** An error as it is, anything else as text. Of an error that cannot be read, what can. */
function exceptionOf(error: unknown): Exception | undefined {
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

export const UNREADABLE = 'an error that cannot be read';

/** A message without those of concealed errors in it. */
function withoutQuotes(message: string, error: unknown): string {
  let shown = message;
  for (const other of relatedTo(error)) {
    const form = forms.get(other);
    const quoted = form && errorMessage(other);
    if (quoted === undefined || quoted.length < MIN_QUOTED) continue;
    shown = shown.replaceAll(quoted, () => form?.errorMessage ?? '');
  }
  return shown;
}

function relatedTo(error: unknown): Set<object> {
  const related = new Set<object>();
  const look = (value: unknown): void => {
    if (!isObject(value) || related.has(value) || related.size >= MAX_RELATED) return;
    related.add(value);
    const { cause, errors } = relations(value);
    look(cause);
    if (Array.isArray(errors)) for (const each of errors.slice(0, MAX_RELATED)) look(each);
  };
  look(error);
  for (const reference of latest) {
    const other = reference.deref();
    if (other !== undefined) related.add(other);
  }
  return related;
}

/** What throws when it is read has none. */
function relations(error: Members): { readonly cause?: unknown; readonly errors?: unknown } {
  try {
    const { cause, errors } = error;
    return { cause, errors };
  } catch {
    return {};
  }
}
