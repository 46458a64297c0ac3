import type { Exception } from '@opentelemetry/api';
import { errorMessage, errorType } from '../semconv/errors';
import { shared } from '../shared';
import { type Members, beginningOf, isObject, text } from '../values';

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

/** What is told instead of a message, by the beginning of that. */
interface Quotable {
  readonly shown: string;
  /** As the message may be written inside of another one: plainly, and in a JSON text. */
  readonly spellings: readonly string[];
  /** There is more of the message. */
  readonly cut: boolean;
}

/**
 * The latest of them: an application may put the message of one into an error of its own. Nothing of it but its message
 * may be left then, so that it is the messages that are kept.
 */
const latest = shared('latest concealed messages', () => new Map<string, Quotable>());
/** As many as a message of this length can quote, and calls that are made at once. */
const MAX_LATEST = 64;
/** Characters of a message that are kept. What an error shows is shorter. */
const MAX_QUOTED = 4096;
/** What is shorter stands in many messages by accident. */
const MIN_QUOTED = 8;
/** Causes of causes, and errors of an error, that are looked at. */
const MAX_RELATED = 64;
/** Characters of a message and of a stack trace that are looked at: more than are ever recorded. */
const MAX_SEARCHED = 16_384;

export function rememberConcealed(error: unknown, form: Recordable): void {
  if (!isObject(error)) return;
  forms.set(error, form);
  const message = errorMessage(error);
  if (message === undefined || message.length < MIN_QUOTED) return;
  const beginning = beginningOf(message, MAX_QUOTED);
  // The last one is the last to go.
  latest.delete(beginning);
  latest.set(beginning, quotable(message, form));
  if (latest.size <= MAX_LATEST) return;
  for (const oldest of latest.keys()) {
    latest.delete(oldest);
    return;
  }
}

function quotable(message: string, { errorMessage: shown = '' }: Recordable): Quotable {
  const beginning = beginningOf(message, MAX_QUOTED);
  return {
    shown: beginningOf(shown, MAX_QUOTED),
    spellings: [...new Set([beginning, inJson(beginning)])],
    cut: message.length > MAX_QUOTED,
  };
}

/** What may be told of anything that was thrown. */
export function recordableOf(error: unknown): Recordable {
  const known = isObject(error) ? forms.get(error) : undefined;
  if (known !== undefined) return known;
  const message = errorMessage(error);
  const parsed = message && withoutExcerpt(message);
  if (latest.size === 0 && parsed === message) return { exception: exceptionOf(error), errorMessage: message };
  const related = relatedTo(error);
  const shown = parsed && withoutQuotes(parsed, related);
  const form =
    shown === message ? { exception: exceptionOf(error), errorMessage: message } : concealedForm(error, shown);
  return { ...form, exception: withoutQuotesInStack(form.exception, related) };
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

/** V8 shows ten characters on both sides of what it could not parse, or all of a short text. */
const EXCERPT = /, (?:\.{3})?"[^]{0,64}?"(?:\.{3})?(?= is not valid JSON)/g;

/** A message of `JSON.parse` quotes what was parsed, and that is most often the body of a message, or an answer. */
function withoutExcerpt(message: string): string {
  return message.includes(' is not valid JSON') ? message.replace(EXCERPT, ', **') : message;
}

/** A message without those of concealed errors in it. */
function withoutQuotes(message: string, related: Iterable<Quotable>): string {
  // More of it is never shown. Behind the cut, a quote might not be known for one.
  let cut = message.length > MAX_SEARCHED;
  let shown = cut ? message.slice(0, MAX_SEARCHED) : message;
  let quotes = false;
  for (const quoted of related) {
    for (const spelling of quoted.spellings) {
      // What is longer is not in it: to look for it would take longest for the largest texts.
      if (spelling.length > shown.length || !shown.includes(spelling)) continue;
      quotes = true;
      if (quoted.cut) {
        shown = shown.slice(0, shown.indexOf(spelling)) + quoted.shown;
        // Nothing is left of what stood before the cut.
        cut = false;
      } else {
        shown = shown.replaceAll(spelling, () => quoted.shown);
      }
    }
  }
  if (!quotes) return message;
  return cut ? shown.slice(0, Math.max(shown.length - MAX_QUOTED, 0)) : shown;
}

/** Applications write the stack of a cause below the stack of their own error. */
function withoutQuotesInStack(exception: Exception | undefined, related: Iterable<Quotable>): Exception | undefined {
  if (exception === undefined || typeof exception === 'string') return exception && withoutQuotes(exception, related);
  const { code, name, message, stack } = exception as { readonly [member in (typeof READ)[number]]?: unknown };
  if (typeof stack !== 'string') return exception;
  const shown = withoutQuotes(stack, related);
  if (shown === stack) return exception;
  return {
    name: text(name) ?? 'Error',
    message: text(message) ?? '',
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: shown,
  };
}

/** As it stands inside of a JSON text: errors are often thrown on, or logged, as one. */
function inJson(message: string): string {
  return JSON.stringify(message).slice(1, -1);
}

/** What an error may quote: the latest, and those that it was made of, however long ago. */
function relatedTo(error: unknown): Iterable<Quotable> {
  const seen = new Set<object>();
  const related = new Set(latest.values());
  const look = (value: unknown): void => {
    if (!isObject(value) || seen.has(value) || seen.size >= MAX_RELATED) return;
    seen.add(value);
    const form = forms.get(value);
    const message = form && errorMessage(value);
    if (form !== undefined && message !== undefined && message.length >= MIN_QUOTED) {
      related.add(latest.get(message) ?? quotable(message, form));
    }
    const { cause, errors } = relations(value);
    look(cause);
    if (Array.isArray(errors)) for (const each of errors.slice(0, MAX_RELATED)) look(each);
  };
  look(error);
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
