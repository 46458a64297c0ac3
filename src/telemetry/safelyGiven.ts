import { types } from 'node:util';
import { type Recordable, UNREADABLE } from '../diagnostics/concealed';
import { swallow } from '../diagnostics/swallow';
import { recordableGiven } from '../operation/recordable';
import { isObject } from '../values';
import { log } from './safely';

/**
 * Like `safely`, for a function that the application has given as an option. What it throws may quote what it was given,
 * as the error of `JSON.parse` does: the line of diagnostics must not.
 * @param given what the function knows: requests, responses, messages
 * @param tell what may be told of its error, where somebody knows better than by what was given
 */
export function safelyGiven<R>(
  step: string,
  given: readonly unknown[],
  run: () => R,
  tell = (error: unknown): Recordable => recordableGiven(given, error),
): R | undefined {
  const failed = (error: unknown): void => log.error(`${step} threw`, shown(error, tell));
  try {
    const result = run();
    // Nobody awaits a function that is `async`.
    if (types.isPromise(result)) swallow(result, failed);
    return result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

/** The form of an object is remembered, and found by whoever writes the line. What is no object is told as it may be. */
function shown(error: unknown, tell: (error: unknown) => Recordable): unknown {
  try {
    const { exception = '' } = tell(error);
    return isObject(error) ? error : exception;
  } catch {
    return UNREADABLE;
  }
}
