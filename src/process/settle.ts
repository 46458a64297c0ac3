import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { safely } from '../telemetry/safely';
import { within } from '../telemetry/within';
import type { Ends, Then } from './ends';
import { followPromise } from './followPromise';
import { followThenable } from './followThenable';

/**
 * Calls a function in a context and reports how it ends, at once or when its promise settles. Result and error pass
 * through, and a rejection that nobody handles stays one.
 */
export function settle<Result>(
  active: Context,
  run: () => Result,
  succeed: (value: unknown) => void,
  fail: (error: unknown) => void,
): Result {
  let result: Result;
  try {
    result = within(active, run);
  } catch (error) {
    safely('ending a span', fail, error);
    throw error;
  }
  return follow(active, result, succeed, fail);
}

/** The second half of {@link settle}: reports how a result ends that is there already. */
function follow<Result>(
  active: Context,
  result: Result,
  succeed: (value: unknown) => void,
  fail: (error: unknown) => void,
): Result {
  const ends: Ends = {
    succeed: (value) => safely('ending a span', succeed, value),
    fail: (error) => safely('ending a span', fail, error),
  };
  const then = safely('looking at a result', thenOf, result);
  if (then === undefined) ends.succeed(result);
  else if (types.isPromise(result)) return followPromise(result, then, active, ends) as Result;
  else followThenable(result as object, then, active, ends);
  return result;
}

/** The `then` of anything that has one; looking at it may throw. */
export function thenOf(value: unknown): Then | undefined {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  const { then } = value as { readonly then?: unknown };
  return typeof then === 'function' ? (then as Then) : undefined;
}
