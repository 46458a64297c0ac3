import { log } from '../diagnostics/log';
import { swallow } from '../diagnostics/swallow';
import type { Options } from '../options';

/** Whether the user wants a trace context in messages to a destination; where it is not known, a predicate is not asked. */
export function wantsContext(destination: unknown, { propagateMessageContext: wanted }: Options): boolean {
  if (typeof wanted === 'boolean') return wanted;
  if (typeof destination !== 'string') return true;
  const answer: unknown = wanted(destination);
  // That of an `async` predicate is no answer, and its rejection must not end the process.
  swallow(answer, (error) => log.error('propagateMessageContext threw', error));
  return answer === true;
}
