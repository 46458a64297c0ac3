import { type Context, context } from '@opentelemetry/api';
import { safely } from '../telemetry/safely';

/**
 * Calls a function in a context and reports how it ends, at once or when its promise settles. Result and error pass
 * through, and a rejection that nobody handles stays one.
 */
export function settle<Result>(
  active: Context,
  run: () => Result,
  succeed: () => void,
  fail: (error: unknown) => void,
): Result {
  let result: Result;
  try {
    result = context.with(active, run);
  } catch (error) {
    safely('ending a span', fail, error);
    throw error;
  }
  if (!isThenable(result)) {
    safely('ending a span', succeed);
    return result;
  }
  // `then` is called once only, and inside: some thenables (query builders) do their work in it.
  const promise = context.with(active, () => Promise.resolve(result));
  return promise.then(
    (value) => {
      safely('ending a span', succeed);
      return value;
    },
    (error: unknown) => {
      safely('ending a span', fail, error);
      throw error;
    },
  ) as Result;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  return safely('looking at a result', () => typeof (value as { then?: unknown }).then === 'function') === true;
}
