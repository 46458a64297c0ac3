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
  const message = errorMessage(error);
  if (message === undefined || message === '') return recordableOf(error);
  const shown = concealed(operation, message);
  // Also an error that another call has concealed already.
  if (shown === message) return recordableOf(error);
  const form = concealedForm(error, shown);
  rememberConcealed(error, form);
  return form;
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
