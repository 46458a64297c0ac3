import { types } from 'node:util';
import type { Failure } from '../services/service';
import { safely } from './safely';
import { isObject } from '../values';

/** How the reading of events ended: with the failure that one of them told of, or with the error that it threw. */
export interface StreamEnd {
  readonly failure?: Failure | undefined;
  readonly error?: { readonly thrown: unknown } | undefined;
}

type Step = 'next' | 'return' | 'throw';
type Events = object & { [Symbol.asyncIterator](): AsyncIterator<unknown> };

/**
 * Follows a stream of events to its end. The stream stays the SDK's object, and so does its iterator: both get methods of
 * their own that look at what passes. It ends with its last event, with an error, or with a loop that is left. A stream
 * that nobody reads by the next turn of the event loop is not waited for.
 * @param end called once; with undefined if nobody reads
 * @returns false if it is no such stream
 */
export function followEvents(
  stream: unknown,
  failureIn: (event: unknown) => Failure | undefined,
  end: (how: StreamEnd | undefined) => void,
): boolean {
  if (!isEvents(stream)) return false;
  let ended = false;
  let failure: Failure | undefined;
  const finish = (how: StreamEnd | undefined): void => {
    if (ended) return;
    ended = true;
    end(how);
  };
  const look = (step: Step, result: unknown): void => {
    if (!isObject(result)) return;
    if (result['done'] !== true) failure ??= failureIn(result['value']);
    if (result['done'] === true || step !== 'next') finish({ failure });
  };
  const fail = (thrown: unknown): void => finish({ failure, error: { thrown } });
  const unread = setImmediate(finish, undefined);
  const iterate = stream[Symbol.asyncIterator];
  replace(stream, Symbol.asyncIterator, function (this: Events): AsyncIterator<unknown> {
    clearImmediate(unread);
    const iterator = iterate.call(this);
    for (const step of ['next', 'return', 'throw'] as const) watchStep(iterator, step, look, fail);
    return iterator;
  });
  return true;
}

function watchStep(
  iterator: AsyncIterator<unknown>,
  step: Step,
  look: (step: Step, result: unknown) => void,
  fail: (thrown: unknown) => void,
): void {
  const method = iterator[step];
  if (method === undefined) return;
  replace(iterator, step, function (this: AsyncIterator<unknown>, ...args: unknown[]): unknown {
    try {
      const result: unknown = (method as (...given: unknown[]) => unknown).apply(this, args);
      // The very promise goes on to the reader, whose handlers then run after these.
      if (types.isPromise(result)) {
        result.then(
          (settled) => safely('following events', look, step, settled),
          (error: unknown) => safely('following events', fail, error),
        );
      }
      return result;
    } catch (error) {
      safely('following events', fail, error);
      throw error;
    }
  });
}

/** Like a method of its class: not enumerable. */
function replace(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable: false, writable: true });
}

function isEvents(stream: unknown): stream is Events {
  return isObject(stream) && typeof (stream as Partial<Events>)[Symbol.asyncIterator] === 'function';
}
