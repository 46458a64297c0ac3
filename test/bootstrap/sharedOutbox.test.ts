import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mock } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SharedOutbox } from '../../src/bootstrap/outlet/sharedOutbox';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

describe('the outbox that threads share', () => {
  const make = (size: number): SharedOutbox => new SharedOutbox(new SharedArrayBuffer(size));

  it('gives what was put, in order, once', () => {
    const outbox = make(1024);
    assert.ok(outbox.put({ kind: 0, count: 1, body: bytes('first') }));
    assert.ok(outbox.put({ kind: 2, count: 3, body: bytes('second') }));
    assert.deepEqual(
      outbox.take().map(({ kind, count, body }) => [kind, count, text(body)]),
      [
        [0, 1, 'first'],
        [2, 3, 'second'],
      ],
    );
    assert.deepEqual(outbox.take(), []);
  });

  it('takes nothing that has no room, and has room again afterwards', () => {
    const outbox = make(8 + 2 * (12 + 4));
    const record = { kind: 0, count: 1, body: bytes('full') };
    assert.deepEqual([outbox.put(record), outbox.put(record), outbox.put(record)], [true, true, false]);
    assert.equal(outbox.take().length, 2);
    assert.ok(outbox.put(record));
  });

  it('waits for a thread that is in the midst of writing, and then goes on', () => {
    const outbox = make(1024);
    const header = new Int32Array(outbox.buffer);
    // That thread is done while this one waits.
    const wait = mock.method(Atomics, 'wait', () => {
      header[0] = 0;
      return 'ok';
    });
    try {
      header[0] = 7;
      assert.ok(outbox.put({ kind: 0, count: 1, body: bytes('second') }));
      header[0] = 7;
      assert.equal(outbox.take().length, 1);
      assert.equal(wait.mock.callCount(), 2);
      // There is nothing that somebody has written to its end.
      header[0] = 7;
      assert.deepEqual(outbox.take(), []);
      assert.deepEqual([wait.mock.callCount(), header[0]], [2, 7]);
    } finally {
      wait.mock.restore();
    }
  });

  it('is locked with another number each time, and never with that of nobody', () => {
    const outbox = make(1024);
    const random = mock.method(Math, 'random', () => numbers.shift() ?? 0.5);
    const locking = mock.method(Atomics, 'compareExchange');
    const numbers = [0, 1.5 / 0x7fff_fffe, 0.25, 1 - Number.EPSILON];
    try {
      for (let written = 0; written < 5; written += 1) outbox.put({ kind: 0, count: 1, body: bytes('') });
      const tickets = locking.mock.calls.map(({ arguments: [, , , ticket] }) => Number(ticket));
      assert.equal(new Set(tickets).size, 5);
      for (const ticket of tickets) assert.ok(ticket > 0 && ticket < 2 ** 31, String(ticket));
    } finally {
      random.mock.restore();
      locking.mock.restore();
    }
  });

  it('survives a thread that was terminated in the midst of writing', () => {
    const outbox = make(1024);
    outbox.put({ kind: 0, count: 1, body: bytes('whole') });
    // Who is terminated gives no lock back.
    new Int32Array(outbox.buffer)[0] = 1;
    assert.equal(outbox.put({ kind: 0, count: 1, body: bytes('waits in vain') }), false);
    assert.deepEqual(
      outbox.take().map(({ body }) => text(body)),
      ['whole'],
    );
    assert.ok(outbox.put({ kind: 0, count: 1, body: bytes('next') }));
  });

  it('takes nothing from a thread that a busy machine lets wait in the midst of writing', async () => {
    const outbox = make(1024);
    outbox.put({ kind: 0, count: 1, body: bytes('whole') });
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const header = new Int32Array(workerData);
      Atomics.store(header, 0, 7);
      parentPort.postMessage('holds the lock');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
      parentPort.postMessage(Atomics.compareExchange(header, 0, 7, 0) === 7 ? 'held it' : 'lost it');
      Atomics.notify(header, 0);`;
    const worker = new Worker(code, { eval: true, workerData: outbox.buffer });
    await once(worker, 'message');
    assert.equal(outbox.take().length, 1);
    assert.deepEqual(await once(worker, 'message'), ['held it']);
    await once(worker, 'exit');
  });

  it('loses and mixes nothing when several threads write', async () => {
    const outbox = make(1024 * 1024);
    const code = `
      const { SharedOutbox } = require(${JSON.stringify(require.resolve('../../src/bootstrap/outlet/sharedOutbox'))});
      const { workerData: { buffer, id } } = require('node:worker_threads');
      const outbox = new SharedOutbox(buffer);
      for (let i = 0; i < 500; i += 1) {
        const record = { kind: 0, count: 1, body: new TextEncoder().encode(id + '-' + i) };
        while (!outbox.put(record));
      }`;
    const workers = [1, 2, 3].map((id) => new Worker(code, { eval: true, workerData: { buffer: outbox.buffer, id } }));
    const seen: string[] = [];
    const timer = setInterval(() => seen.push(...outbox.take().map(({ body }) => text(body))), 1);
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    clearInterval(timer);
    seen.push(...outbox.take().map(({ body }) => text(body)));
    assert.equal(seen.length, 1500);
    assert.equal(new Set(seen).size, 1500);
    const ofSecond = seen.filter((each) => each.startsWith('2-')).map((each) => Number(each.slice(2)));
    assert.deepEqual(
      ofSecond,
      [...ofSecond].toSorted((a, b) => a - b),
    );
  });
});
