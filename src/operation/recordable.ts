import { type Recordable, concealedForm, recordableOf, rememberConcealed } from '../diagnostics/concealed';
import { errorMessage } from '../semconv/errors';
import { Concealment } from '../services/concealment';
import { concealContent } from '../services/content';
import { isObject } from '../values';
import type { Operation } from './operation';

/**
 * What may be recorded of the error of a call. A service that rejects a request may quote in its error what nobody is to
 * see of the request. What is concealed here is concealed on every span that records the same error.
 */
export function recordable(operation: Operation, error: unknown): Recordable {
  return withoutContent(error, (message) => concealed(operation, [], message));
}

/** The same of an error of the application's own function, which may quote what that was given. */
export function recordableGiven(given: readonly unknown[], error: unknown, operation?: Operation): Recordable {
  return withoutContent(error, (message) => concealed(operation, given, message));
}

function withoutContent(error: unknown, conceal: (message: string) => string): Recordable {
  // Also an error that another call has concealed already.
  const form = recordableOf(error);
  const message = errorMessage(error);
  const shown = message && conceal(message);
  // What is no error is recorded as its text, which need not be its message.
  const text = typeof form.exception === 'string' ? conceal(form.exception) : undefined;
  if (shown === message && (text === undefined || text === form.exception)) return form;
  const own = concealedForm(error, shown, text);
  rememberConcealed(error, own);
  return own;
}

function concealed(operation: Operation | undefined, given: readonly unknown[], message: string): string {
  const into = new Concealment(message);
  try {
    if (operation !== undefined) (operation.kind.definition.conceals ?? concealContent)(operation.input, into);
    for (const each of given) if (isObject(each)) concealContent(each, into);
  } catch {
    into.exhaust();
  }
  return into.shown();
}
