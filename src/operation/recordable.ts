import { type Recordable, concealedForm, recordableOf, rememberConcealed } from '../diagnostics/concealed';
import { errorMessage } from '../semconv/errors';
import { Concealment } from '../services/concealment';
import { concealContent } from '../services/content';
import type { Operation } from './operation';

/**
 * What may be recorded of the error of a call. A service that rejects a request may quote in its error what nobody is to
 * see of the request. What is concealed here is concealed on every span that records the same error.
 */
export function recordable(operation: Operation, error: unknown): Recordable {
  // Also an error that another call has concealed already.
  const form = recordableOf(error);
  const message = errorMessage(error);
  const shown = message && concealed(operation, message);
  // What is no error is recorded as its text, which need not be its message.
  const text = typeof form.exception === 'string' ? concealed(operation, form.exception) : undefined;
  if (shown === message && (text === undefined || text === form.exception)) return form;
  const own = concealedForm(error, shown, text);
  rememberConcealed(error, own);
  return own;
}

function concealed({ kind, input }: Operation, message: string): string {
  const into = new Concealment(message);
  try {
    (kind.definition.conceals ?? concealContent)(input, into);
  } catch {
    into.exhaust();
  }
  return into.shown();
}
