import { type Context, context } from '@opentelemetry/api';
import { log } from './safely';

/**
 * Runs something of the application in a context, and without it where the context manager does not run it: once in any
 * case. What it gives or throws itself passes through, whatever the context manager makes of it.
 */
export function within<R>(active: Context, run: () => R): R;
export function within<A, R>(active: Context, run: (args: A) => R, args: A): R;
export function within<A, R>(active: Context, run: (args?: A) => R, args?: A): R {
  let begun = false;
  let returned = false;
  let result: R | undefined;
  let thrown: unknown;
  const begin = (): R | undefined => {
    if (begun) return result;
    begun = true;
    try {
      result = run(args);
      returned = true;
      return result;
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  try {
    context.with(active, begin);
  } catch (error) {
    if (!begun || returned) log.error('entering a context threw', error);
  }
  if (!begun) return run(args);
  if (!returned) throw thrown;
  return result as R;
}
