import type { Exception } from '@opentelemetry/api';
import { shownText } from '../semconv/urls';
import { beginningOf, text } from '../values';
import { framesOf } from './concealed';

/** Characters: a message may quote the whole request that was rejected. */
export const MAX_MESSAGE = 1024;

/** An exception of bounded length and without credentials; a plain copy, for a getter may say something else next time. */
export function bounded(exception: Exception, maxStack: number): Exception {
  if (typeof exception === 'string') return shownText(exception, MAX_MESSAGE);
  const { code, name } = exception as { readonly code?: unknown; readonly name?: unknown };
  const message = text(exception.message) ?? '';
  const shown = shownText(message, MAX_MESSAGE);
  const stack = text(exception.stack);
  return {
    message: shown,
    ...(stack !== undefined && {
      stack: shownLines(shown === message ? stack : shownStack(stack, message, shown), maxStack),
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

const NO_FRAME = /^(?![ \t]+at ).+$/gm;
/** A password at the end of what is shown is known for one only with the text behind it. */
const MAX_BEHIND = 1024;

/** A stack may have the message of a cause between its frames. In a frame, an `@` is part of the name of a package. */
function shownLines(stack: string, maxStack: number): string {
  const read = beginningOf(stack, maxStack + MAX_BEHIND);
  return (read.includes('://') ? read.replace(NO_FRAME, (line) => shownText(line, maxStack)) : read).slice(0, maxStack);
}
