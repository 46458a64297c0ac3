import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Failure } from '../../src/services/service';
import { type StreamEnd, StreamReading } from '../../src/telemetry/streamReading';

const EVENT = { done: false, value: 'event' };
const DONE = { done: true, value: undefined };

describe('the reading of a stream of events', () => {
  const begun: StreamReading[] = [];
  // One that has no end keeps its timer for a second.
  afterEach(() => begun.splice(0).forEach((reading) => reading.failed('return', undefined)));

  function begin(body?: unknown, failureIn = (_event: unknown): Failure | undefined => undefined) {
    const ends: StreamEnd[] = [];
    const restored: number[] = [];
    const reading = new StreamReading(body, failureIn, (how) => void ends.push(how));
    reading.start(() => void restored.push(ends.length));
    begun.push(reading);
    return { reading, ends, restored };
  }
  /** A body that comes from a connection; destroying it closes that. */
  const connection = (): Readable => new Readable({ read: () => undefined }).on('error', () => undefined);
  async function lose(body: Readable, error?: Error): Promise<void> {
    const closed = new Promise((resolve) => void body.once('close', resolve));
    body.destroy(error);
    await closed;
  }
  const turn = (): Promise<unknown> => new Promise(setImmediate);

  it('ends once with its last event, and gives the stream its methods back before that', () => {
    const { reading, ends, restored } = begin();
    const reader = {};
    for (const result of [EVENT, DONE, DONE]) {
      reading.asked(reader);
      reading.settled('next', result);
    }
    assert.deepEqual([ends, restored], [[{ failure: undefined, cutOff: undefined }], [0]]);
  });

  it('tells the first failure that an event reports', () => {
    const { reading, ends } = begin(undefined, (event) => ({ type: String(event), message: '' }));
    for (const value of ['First', 'Second']) reading.settled('next', { done: false, value });
    reading.settled('next', DONE);
    assert.deepEqual(ends, [{ failure: { type: 'First', message: '' }, cutOff: undefined }]);
  });

  it('goes on after a result that says nothing of itself', () => {
    const { reading, ends } = begin(undefined, () => assert.fail('no event'));
    for (const result of [undefined, null, 'text']) {
      reading.asked({});
      reading.settled('next', result);
    }
    assert.deepEqual(ends, []);
  });

  it('ends with a reader who leaves, also one whose iterator has something to give still', () => {
    for (const [step, result] of [
      ['return', DONE],
      ['return', EVENT],
      ['throw', EVENT],
    ] as const) {
      const { reading, ends } = begin();
      reading.asked({});
      reading.settled(step, result);
      assert.deepEqual(ends, [{ failure: undefined }], step);
    }
  });

  it('tells of the connection to a reader who came to the end, and not of one who left', async () => {
    for (const [step, cutOff] of [
      ['next', { cutOff: 'lost' }],
      ['return', {}],
    ] as const) {
      const body = connection();
      const { reading, ends } = begin(body);
      reading.asked({});
      await lose(body);
      reading.settled(step, DONE);
      assert.deepEqual(ends, [{ failure: undefined, ...cutOff }]);
    }
  });

  it('ends with the error that the reader gets, and not with the one that the reader throws', () => {
    const thrown = new Error('of the stream');
    for (const [step, how] of [
      ['next', { error: { thrown }, cutOff: undefined }],
      ['return', { error: { thrown }, cutOff: undefined }],
      ['throw', {}],
    ] as const) {
      const { reading, ends } = begin();
      reading.asked({});
      reading.failed(step, thrown);
      assert.deepEqual(ends, [{ failure: undefined, ...how }]);
    }
  });

  it('ends with a connection that is lost while nobody waits, and with its error if it has one', async () => {
    const thrown = new Error('lost');
    for (const [error, told] of [
      [thrown, { error: { thrown } }],
      [undefined, {}],
    ] as const) {
      const body = connection();
      const { ends, restored } = begin(body);
      await lose(body, error);
      assert.deepEqual([ends, restored], [[{ failure: undefined, cutOff: 'lost', ...told }], [0]]);
    }
  });

  it('does not end with a connection that gave all that there was', async () => {
    const body = connection();
    const { ends } = begin(body);
    body.push(null);
    body.resume();
    await once(body, 'close');
    assert.deepEqual(ends, []);
  });

  it('leaves it to a reader who waits what becomes of a lost connection', async () => {
    const body = connection();
    const { reading, ends } = begin(body);
    reading.asked({});
    await lose(body);
    assert.deepEqual(ends, []);
    reading.settled('next', EVENT);
    // It may ask for the next event at once.
    reading.asked({});
    await turn();
    assert.deepEqual(ends, []);
    reading.settled('next', EVENT);
    await turn();
    assert.deepEqual(ends, [{ failure: undefined, cutOff: 'lost' }]);
  });

  it('waits for a connection that is about to close', async () => {
    let close = (): void => assert.fail('not destroyed');
    const body = new Readable({
      read: () => undefined,
      destroy: (_error, closed) => void (close = () => closed(null)),
    });
    const { reading, ends } = begin(body);
    body.destroy();
    reading.asked({});
    reading.settled('next', EVENT);
    await turn();
    assert.deepEqual(ends, []);
    close();
    await once(body, 'close');
    assert.deepEqual(ends, [{ failure: undefined, cutOff: 'lost' }]);
  });

  it('ends where nobody has begun to read, at the time of the answer', () => {
    const before = performance.now();
    const { reading, ends } = begin();
    const answered = performance.now();
    reading.left();
    const { at = 0, ...rest } = ends[0] ?? {};
    assert.deepEqual([rest, ends.length], [{ failure: undefined }, 1]);
    assert.ok(at >= before && at <= answered);
  });

  it('ends when its last reader is gone, at the time of what came last', () => {
    const { reading, ends } = begin();
    const [first, second] = [{}, {}];
    for (const reader of [first, second, first]) {
      reading.asked(reader);
      reading.settled('next', EVENT);
    }
    const seen = performance.now();
    reading.left();
    assert.equal(ends.length, 0);
    reading.left();
    assert.equal(ends.length, 1);
    assert.ok((ends[0]?.at ?? Infinity) <= seen);
  });

  it('does not end while an event is awaited, though the iterator is gone', () => {
    const { reading, ends } = begin();
    reading.asked({});
    reading.left();
    assert.deepEqual(ends, []);
    reading.settled('next', DONE);
    assert.equal(ends.length, 1);
  });

  it('is no listener of the connection any more once it is over', () => {
    const body = connection();
    const { reading } = begin(body);
    assert.equal(body.listenerCount('close'), 1);
    reading.settled('next', DONE);
    assert.equal(body.listenerCount('close'), 0);
  });
});
