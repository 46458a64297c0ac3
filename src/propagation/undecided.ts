import type { SpanContext } from '@opentelemetry/api';
import { shared } from '../shared';

/**
 * Spans that something is linked to, and that have decided nothing about it: neither whose child it is nor whether it is
 * sampled. By the very object, which the SDK hands to samplers as it is.
 */
const undecided = shared('undecided spans', () => new WeakSet<SpanContext>());

/** The same span, as one that decides nothing. */
export function asUndecided(context: SpanContext): SpanContext {
  const copy = { ...context };
  undecided.add(copy);
  return copy;
}

export function isUndecided(context: SpanContext): boolean {
  return undecided.has(context);
}
