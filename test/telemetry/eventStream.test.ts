import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { followEvents } from '../../src/telemetry/eventStream';
import type { StreamEnd } from '../../src/telemetry/streamReading';

/** A stream of an older release of the SDK: its iterators are made by its class. */
class ClassicStream {
  constructor(readonly options: readonly unknown[]) {}
  [Symbol.asyncIterator](): AsyncGenerator {
    return this.iterate();
  }
  async *iterate(): AsyncGenerator {
    yield* this.options;
  }
}

/** A promise with more to it. */
class Cancellable<T> extends Promise<T> {
  cancel(): void {}
}

const EVENT = { done: false, value: 1 };

describe('streams of events that are not those of the current SDK', () => {
  const seen: unknown[] = [];
  const ends: StreamEnd[] = [];
  beforeEach(() => {
    seen.splice(0);
    ends.splice(0);
  });

  const follow = (stream: unknown, body?: unknown): boolean =>
    followEvents(
      stream,
      body,
      (event) => void seen.push(event),
      (how) => void ends.push(how),
    );
  async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const each of stream) all.push(each);
    return all;
  }

  it('one whose class makes its iterators is followed, and is what it was afterwards', async () => {
    const [stream, other] = [new ClassicStream([1, 2]), new ClassicStream([3])];
    assert.equal(follow(stream), true);
    assert.deepEqual(Object.keys(stream), ['options']);
    assert.equal(Object.getPrototypeOf(stream), ClassicStream.prototype);
    assert.deepEqual(await read(other), [3]);
    assert.deepEqual(seen, []);
    assert.deepEqual(await read(stream), [1, 2]);
    assert.deepEqual([seen, ends.length], [[1, 2], 1]);
    assert.deepEqual(Reflect.ownKeys(stream), ['options']);
  });

  it('one that is an iterator itself, or has the same for everybody, is looked at once', async () => {
    const generator = new ClassicStream([1, 2]).iterate();
    assert.equal(follow(generator), true);
    await generator[Symbol.asyncIterator]().next();
    assert.deepEqual(await read(generator), [2]);
    assert.deepEqual([seen, ends.length], [[1, 2], 1]);
  });

  it('one that cannot be changed, or is none, is left alone', async () => {
    const frozen = Object.freeze(new ClassicStream([1]));
    for (const stream of [frozen, undefined, null, 'text', {}, [1]]) assert.equal(follow(stream), false);
    assert.deepEqual(await read(frozen), [1]);
    assert.deepEqual([seen, ends], [[], []]);
  });

  it('results that are no promises, and promises with more to them, go on as they are', () => {
    const results = [{ done: false, value: 1 }, Cancellable.resolve({ done: true, value: undefined })];
    const iterator = { next: () => results.shift() };
    const expected = [...results];
    const stream = { [Symbol.asyncIterator]: () => iterator };
    assert.equal(follow(stream), true);
    stream[Symbol.asyncIterator]();
    assert.equal(iterator.next(), expected[0]);
    assert.equal(iterator.next(), expected[1]);
    assert.deepEqual(seen, [1]);
  });

  it('an iterator that throws at once throws the same', () => {
    const error = new Error('of the iterator');
    const iterator = {
      next: (): never => {
        throw error;
      },
    };
    const stream = { [Symbol.asyncIterator]: () => iterator };
    follow(stream);
    stream[Symbol.asyncIterator]();
    assert.throws(
      () => iterator.next(),
      (thrown) => thrown === error,
    );
    assert.equal(ends[0]?.error?.thrown, error);
  });

  it('a body that was read to its end, or was left, has no listener of ours', async () => {
    for (const leave of [false, true]) {
      const body = new PassThrough();
      const before = body.listenerCount('close');
      const stream = new ClassicStream([1, 2]);
      follow(stream, body);
      for await (const each of stream) if (leave && each === 1) break;
      assert.equal(body.listenerCount('close'), before);
      body.destroy();
    }
    assert.equal(ends.length, 2);
  });

  it('what had come before the connection was lost is read to its end', async () => {
    const body = new PassThrough();
    const stream = new ClassicStream([1, 2, 3]);
    follow(stream, body);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    body.on('error', () => undefined).destroy(new Error('lost'));
    const next = iterator.next();
    await new Promise((resolve) => void body.once('close', resolve));
    await next;
    assert.deepEqual(await read(iterator), [3]);
    assert.deepEqual(seen, [1, 2, 3]);
    assert.deepEqual(
      ends.map(({ cutOff }) => cutOff),
      ['lost'],
    );
  });

  it('a generator that is a method of the stream stays that method: its iterators are followed', async () => {
    const generator = async function* (): AsyncGenerator {
      yield* [1, 2];
    };
    const stream = { [Symbol.asyncIterator]: generator };
    assert.equal(follow(stream), true);
    assert.equal(stream[Symbol.asyncIterator], generator);
    assert.deepEqual(await read(stream), [1, 2]);
    assert.deepEqual([seen, ends.length], [[1, 2], 1]);
    assert.deepEqual(Reflect.ownKeys(generator.prototype as object), []);
  });

  it('a generator whose iterators have members of their own, or nothing in common, keeps its prototype', async () => {
    for (const members of [{ extra: 1 }, undefined]) {
      seen.splice(0);
      const generator = async function* (): AsyncGenerator {
        yield* [1, 2];
      };
      const ofAll = Object.getPrototypeOf(Reflect.get(generator, 'prototype')) as object;
      const prototype = members && (Object.setPrototypeOf(members, ofAll) as AsyncGenerator);
      generator.prototype = prototype as AsyncGenerator;
      const stream = { [Symbol.asyncIterator]: generator };
      assert.equal(follow(stream), true);
      assert.deepEqual([generator.prototype, members && Reflect.ownKeys(members)], [prototype, members && ['extra']]);
      assert.deepEqual(await read(stream), [1, 2]);
      assert.deepEqual(seen, [1, 2]);
    }
  });

  it('one whose method cannot be replaced is left alone', async () => {
    const iterate = (): AsyncIterator<unknown> => new ClassicStream([1]).iterate();
    const stream = Object.defineProperty({}, Symbol.asyncIterator, { value: iterate }) as AsyncIterable<unknown>;
    assert.equal(follow(stream), false);
    assert.deepEqual(await read(stream), [1]);
    assert.deepEqual([seen, ends], [[], []]);
  });

  it('the application may put a method of its own there, which stays', async () => {
    const stream = new ClassicStream([1]);
    follow(stream);
    const followed = stream[Symbol.asyncIterator].bind(stream);
    const own = (): AsyncGenerator => followed();
    stream[Symbol.asyncIterator] = own;
    assert.deepEqual(await read(stream), [1]);
    assert.equal(ends.length, 1);
    assert.equal(stream[Symbol.asyncIterator], own);
  });

  it('the steps of an iterator look like its own, and it gets no others', () => {
    const next = (_given: unknown): unknown => EVENT;
    const iterator = { next };
    const stream = { [Symbol.asyncIterator]: () => iterator };
    follow(stream);
    stream[Symbol.asyncIterator]();
    assert.notEqual(iterator.next, next);
    for (const member of ['name', 'length']) {
      assert.deepEqual(
        Object.getOwnPropertyDescriptor(iterator.next, member),
        Object.getOwnPropertyDescriptor(next, member),
      );
    }
    assert.deepEqual(Reflect.ownKeys(iterator), ['next']);
  });
});
