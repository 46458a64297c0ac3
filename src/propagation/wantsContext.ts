import type { Options } from '../options';

/** Whether the user wants a trace context in messages to a destination; where it is not known, a predicate is not asked. */
export function wantsContext(destination: unknown, { propagateMessageContext: wanted }: Options): boolean {
  if (typeof wanted === 'boolean') return wanted;
  return typeof destination !== 'string' || wanted(destination);
}
