import { types } from 'node:util';
import { log } from '../diagnostics/log';
import { swallow } from '../diagnostics/swallow';

export { log };

/**
 * Runs a step of telemetry. One that throws costs that step and a line of diagnostics, never the application's call.
 * Arguments are passed on rather than closed over: this is on the path of every call.
 */
export function safely<R>(step: string, run: () => R): R | undefined;
export function safely<A, R>(step: string, run: (a: A) => R, a: A): R | undefined;
export function safely<A, B, R>(step: string, run: (a: A, b: B) => R, a: A, b: B): R | undefined;
export function safely<A, B, C, R>(step: string, run: (a: A, b: B, c: C) => R, a: A, b: B, c: C): R | undefined;
export function safely(
  step: string,
  run: (a?: unknown, b?: unknown, c?: unknown) => unknown,
  a?: unknown,
  b?: unknown,
  c?: unknown,
): unknown {
  const result = safelyOwn(step, run, a, b, c);
  watch(step, result);
  return result;
}

/**
 * Like {@link safely}, for a step that runs nothing of the application which could be `async`: its result is not looked at,
 * which costs more than many a step.
 */
export function safelyOwn<A, R>(step: string, run: (a: A) => R, a: A): R | undefined;
export function safelyOwn<A, B, R>(step: string, run: (a: A, b: B) => R, a: A, b: B): R | undefined;
export function safelyOwn<A, B, C, R>(step: string, run: (a: A, b: B, c: C) => R, a: A, b: B, c: C): R | undefined;
export function safelyOwn(
  step: string,
  run: (a?: unknown, b?: unknown, c?: unknown) => unknown,
  a?: unknown,
  b?: unknown,
  c?: unknown,
): unknown {
  try {
    return run(a, b, c);
  } catch (error) {
    log.error(`${step} threw`, error);
    return undefined;
  }
}

/** Nobody awaits a hook that is `async`, but its rejection must not end the process. */
export function watch(step: string, result: unknown): void {
  // First what costs least: this looks at the result of every step of every call.
  if (typeof result !== 'object' || result === null || !types.isPromise(result)) return;
  swallow(result, (error) => log.error(`${step} threw`, error));
}
