import { types } from 'node:util';
import type { Failure } from '../services/service';
import { isPlainPromise } from './plainPromise';
import { replaceMembers } from './replaceMembers';
import { safely } from './safely';
import { type Step, type StreamEnd, StreamReading } from './streamReading';
import { isObject } from '../values';

type Events = object & { [Symbol.asyncIterator](): AsyncIterator<unknown> };

/**
 * Follows a stream of events to its end. The stream stays the SDK's object, with the SDK's method: only its iterators
 * have steps that look at what passes. It ends with its last event, with an error, with a loop that is left, with its
 * connection, or as soon as nobody can read it any more.
 * @param body what the connection gives, if it is known
 * @param end called once
 * @returns false if it is no such stream
 */
export function followEvents(
  stream: unknown,
  body: unknown,
  failureIn: (event: unknown) => Failure | undefined,
  end: (how: StreamEnd) => void,
): boolean {
  if (!isEvents(stream)) return false;
  const reading = new StreamReading(body, failureIn, end);
  const restore = watchIterators(stream, reading);
  if (restore === undefined) return false;
  reading.start(restore);
  return true;
}

/** @returns what takes it back; undefined if the stream does not let itself be watched */
function watchIterators(stream: Events, reading: StreamReading): (() => void) | undefined {
  const prototype = prototypeOfIterators(stream);
  if (prototype !== undefined) return watchSteps(prototype, reading);
  const own = Object.getOwnPropertyDescriptor(stream, Symbol.asyncIterator);
  if (own === undefined ? !Object.isExtensible(stream) : own.configurable !== true) return undefined;
  const iterate = stream[Symbol.asyncIterator];
  const watched = new WeakSet();
  function iterateWatched(this: Events): AsyncIterator<unknown> {
    const iterator = iterate.call(this);
    if (isObject(iterator) && !watched.has(iterator)) {
      watched.add(iterator);
      safely('following events', watchSteps, iterator, reading);
    }
    return iterator;
  }
  return replaceMembers(stream, [[Symbol.asyncIterator, { value: iterateWatched, writable: true }]]);
}

/**
 * The iterators of an async generator have a prototype of their own, that of the generator. The SDK makes a generator for
 * each stream, so that what is put there changes neither the stream nor its iterators.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/core/src/submodules/event-streams/EventStreamSerde.ts
 */
function prototypeOfIterators(stream: Events): object | undefined {
  const generator: unknown = Object.getOwnPropertyDescriptor(stream, Symbol.asyncIterator)?.value;
  if (!types.isGeneratorFunction(generator)) return undefined;
  const { prototype } = generator as { readonly prototype?: unknown };
  return isObject(prototype) && Reflect.ownKeys(prototype).length === 0 ? prototype : undefined;
}

function watchSteps(holder: object, reading: StreamReading): () => void {
  const steps = (['next', 'return', 'throw'] as const).flatMap((step) => {
    const method = (holder as Partial<AsyncIterator<unknown>>)[step];
    return method === undefined ? [] : [[step, { value: watchedStep(step, method, reading), writable: true }] as const];
  });
  return replaceMembers(holder, steps);
}

function watchedStep(step: Step, method: (...args: []) => unknown, reading: StreamReading): unknown {
  function taken(this: object, ...args: []): unknown {
    safely('following events', asked, reading, this);
    let result: unknown;
    try {
      result = method.apply(this, args);
    } catch (error) {
      safely('following events', failed, reading, step, error);
      throw error;
    }
    if (isPlainPromise(result)) return followed(result, step, reading);
    safely('following events', settled, reading, step, types.isPromise(result) ? undefined : result);
    return result;
  }
  const { name, length } = method;
  return Object.defineProperties(taken, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  });
}

/**
 * A rejection that somebody has listened to is never reported as unhandled. The promise that is derived from it passes it
 * on, and is what the reader gets. Promises with more to them cannot be replaced, and are not looked into.
 */
function followed(promise: Promise<unknown>, step: Step, reading: StreamReading): Promise<unknown> {
  return Promise.prototype.then.call(
    promise,
    (result: unknown) => {
      safely('following events', settled, reading, step, result);
      return result;
    },
    (error: unknown) => {
      safely('following events', failed, reading, step, error);
      throw error;
    },
  );
}

function asked(reading: StreamReading, iterator: object): void {
  reading.asked(iterator);
}

function settled(reading: StreamReading, step: Step, result: unknown): void {
  reading.settled(step, result);
}

function failed(reading: StreamReading, step: Step, error: unknown): void {
  reading.failed(step, error);
}

function isEvents(stream: unknown): stream is Events {
  return isObject(stream) && typeof (stream as Partial<Events>)[Symbol.asyncIterator] === 'function';
}
