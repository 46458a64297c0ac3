import type { Context, Span } from '@opentelemetry/api';
import { settle } from '../process/settle';
import { endSpan } from '../telemetry/endSpan';
import { failSpan, failingOf } from '../telemetry/failSpan';
import { safely } from '../telemetry/safely';

/** One call of a traced function: its span, the context that it runs in, and a function that records its result. */
export interface TracedCall {
  readonly span: Span;
  readonly context: Context;
  readonly result: ((value: unknown) => void) | undefined;
}

/** The methods that sync and async generators have in common. */
interface Steps {
  next(...args: unknown[]): unknown;
  return(...args: unknown[]): unknown;
  throw(...args: unknown[]): unknown;
}

const STEPS = ['next', 'return', 'throw'] as const;

/** Runs a function in its span. The span ends when the function returns, or when its promise settles. */
export function runTraced(call: TracedCall, run: () => unknown): unknown {
  return settle(
    call.context,
    run,
    (value) => succeeded(call, value),
    (error) => failed(call, error),
  );
}

/**
 * Runs a generator in the span of its call. The span starts with the first step, because nothing runs before it, and
 * perhaps nothing ever does. It ends with the last step, also when a loop over the generator ends early.
 */
export function traceGenerator(generator: unknown, start: () => TracedCall | undefined): unknown {
  const steps = generator as Steps;
  let call: TracedCall | undefined;
  let started = false;
  let ended = false;
  const stepped = (active: TracedCall, result: unknown): void => {
    const { done, value } = result as { readonly done?: unknown; readonly value?: unknown };
    if (done !== true || ended) return;
    ended = true;
    succeeded(active, value);
  };
  const threw = (active: TracedCall, error: unknown): void => {
    if (ended) return;
    ended = true;
    failed(active, error);
  };
  for (const step of STEPS) {
    const original = steps[step];
    const value = function (this: unknown, ...args: unknown[]): unknown {
      if (!started) call = step === 'next' ? start() : undefined;
      started = true;
      const active = call;
      if (active === undefined || ended) return original.apply(steps, args);
      return settle(
        active.context,
        () => original.apply(steps, args),
        (result) => stepped(active, result),
        (error) => threw(active, error),
      );
    };
    Object.defineProperty(steps, step, { value, configurable: true, enumerable: false, writable: true });
  }
  return generator;
}

function succeeded({ span, result }: TracedCall, value: unknown): void {
  if (result !== undefined) safely('recording a result', result, value);
  endSpan(span);
}

function failed({ span }: TracedCall, error: unknown): void {
  safely('recording an error', () => failSpan(span, failingOf(error)));
  endSpan(span);
}
