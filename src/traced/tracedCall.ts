import { types } from 'node:util';
import { type Context, type Span, context } from '@opentelemetry/api';
import { failSpan, failingOf } from '../telemetry/failSpan';
import { safely } from '../telemetry/safely';

/** One call of a traced function: its span, the context it runs in, and what is told of its result. */
export interface TracedCall {
  readonly span: Span;
  readonly context: Context;
  readonly result: ((value: unknown) => void) | undefined;
}

/** The part of generators that both kinds share. */
interface Steps {
  next(...args: unknown[]): unknown;
  return(...args: unknown[]): unknown;
  throw(...args: unknown[]): unknown;
}

const STEPS = ['next', 'return', 'throw'] as const;

/** Runs a function in its span, and ends that when the function has ended: at once, or when its promise settles. */
export function runTraced(call: TracedCall, run: () => unknown): unknown {
  let result: unknown;
  try {
    result = context.with(call.context, run);
  } catch (error) {
    throw failed(call, error);
  }
  // Only promises of the language: to ask a query builder for `then` is to send its query.
  if (!types.isPromise(result)) return succeeded(call, result);
  return result.then(
    (value) => succeeded(call, value),
    (error: unknown) => {
      throw failed(call, error);
    },
  );
}

/**
 * Has a generator run in the span of its call. That starts with the first step, for until then nothing has run and
 * perhaps never will; it ends with the last one, also that of a loop which was left.
 */
export function traceGenerator(generator: unknown, start: () => TracedCall | undefined): unknown {
  const steps = generator as Steps;
  let call: TracedCall | undefined;
  let started = false;
  let ended = false;
  const settle = (active: TracedCall, result: unknown): unknown => {
    if ((result as IteratorResult<unknown>).done === true && !ended) {
      ended = true;
      succeeded(active, (result as IteratorResult<unknown>).value);
    }
    return result;
  };
  const fail = (active: TracedCall, error: unknown): unknown => {
    if (ended) return error;
    ended = true;
    return failed(active, error);
  };
  for (const step of STEPS) {
    const original = steps[step];
    const value = function (this: unknown, ...args: unknown[]): unknown {
      if (!started) call = step === 'next' ? start() : undefined;
      started = true;
      const active = call;
      if (active === undefined || ended) return original.apply(steps, args);
      try {
        const result = context.with(active.context, () => original.apply(steps, args));
        if (!types.isPromise(result)) return settle(active, result);
        return result.then(
          (settled) => settle(active, settled),
          (error: unknown) => {
            throw fail(active, error);
          },
        );
      } catch (error) {
        throw fail(active, error);
      }
    };
    Object.defineProperty(steps, step, { value, configurable: true, enumerable: false, writable: true });
  }
  return generator;
}

function succeeded(call: TracedCall, value: unknown): unknown {
  if (call.result !== undefined) safely('recording a result', call.result, value);
  call.span.end();
  return value;
}

/** @returns the very error, to be thrown on */
function failed({ span }: TracedCall, error: unknown): unknown {
  safely('recording an error', () => failSpan(span, failingOf(error)));
  span.end();
  return error;
}
