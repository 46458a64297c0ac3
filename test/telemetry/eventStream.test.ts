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
});
