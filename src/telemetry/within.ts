import { type Context, context } from '@opentelemetry/api';
import { log } from './safely';

/**
 * Runs something of the application in a context, and without it where the context manager throws: once in any case.
 * What it throws itself passes through.
 */
export function within<R>(active: Context, run: () => R): R;
export function within<A, R>(active: Context, run: (args: A) => R, args: A): R;
export function within<A, R>(active: Context, run: (args?: A) => R, args?: A): R {
  let begun = false;
  const begin = (): R => {
    begun = true;
    return run(args);
  };
  try {
    return context.with(active, begin);
  } catch (error) {
    if (begun) throw error;
    log.error('entering a context threw', error);
    return run(args);
  }
}
