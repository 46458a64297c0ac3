import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchExporter, type BatchOptions, Batcher } from '../../src/bootstrap/outlet/batcher';
import { makeOutlet } from '../../src/bootstrap/outlet/outlet';
import type { ExportResult } from '../../src/bootstrap/sdk';
import { watchTimers } from './watchTimers';

const OPTIONS: BatchOptions = {
  scheduledDelayMillis: 30,
  maxQueueSize: 5,
  maxExportBatchSize: 2,
  exportTimeoutMillis: 60,
};

/** An exporter that answers when it is told to. */
function exporter(): { exporter: BatchExporter<number>; batches: number[][]; done: ((r: ExportResult) => void)[] } {
  const batches: number[][] = [];
  const done: ((result: ExportResult) => void)[] = [];
  return {
    batches,
    done,
    exporter: {
      export: (items, callback) => {
        batches.push([...items]);
        done.push(callback);
      },
      shutdown: async () => {},
    },
  };
}

describe('a batcher', () => {
  it('exports a full batch at once, one after the other, and the rest after the delay', async () => {
    const { exporter: slow, batches, done } = exporter();
    const batcher = new Batcher(slow, OPTIONS);
    for (const item of [1, 2, 3]) batcher.add(item);
    await sleep(5);
    assert.deepEqual(batches, [[1, 2]]);
    assert.equal(batcher.waiting, 1);
    done[0]?.({ code: 0 });
    await sleep(200);
    assert.deepEqual(batches, [[1, 2], [3]]);
  });

  it('goes on after an exporter that never answers, or throws', async () => {
    const { exporter: silent, batches } = exporter();
    const batcher = new Batcher(silent, OPTIONS);
    for (const item of [1, 2, 3, 4]) batcher.add(item);
    await sleep(300);
    assert.deepEqual(batches, [
      [1, 2],
      [3, 4],
    ]);
    const broken = new Batcher<number>({ ...silent, export: () => assert.fail('out of order') }, OPTIONS);
    broken.add(1);
    await broken.flush();
    assert.equal(broken.waiting, 0);
  });

  it('counts what has no room', () => {
    const batcher = new Batcher(exporter().exporter, { ...OPTIONS, maxExportBatchSize: 5, patient: true });
    for (let item = 0; item < 7; item += 1) batcher.add(item);
    assert.deepEqual([batcher.waiting, batcher.dropped], [5, 2]);
  });

  it('flushes everything, and gives away everything that has not arrived', async () => {
    const { exporter: slow, batches, done } = exporter();
    const batcher = new Batcher(slow, OPTIONS);
    for (const item of [1, 2, 3]) batcher.add(item);
    await sleep(5);
    // The first two are on their way, and may not arrive.
    assert.deepEqual(batcher.takeAll(), [1, 2, 3]);
    assert.deepEqual(batcher.takeAll(), []);
    done[0]?.({ code: 0 });
    let late = 0;
    batcher.onLateItem = () => void (late += 1);
    batcher.add(4);
    assert.deepEqual([late, batcher.takeAll()], [1, [4]]);
    assert.deepEqual(batches, [[1, 2]]);

    const quick = exporter();
    const flushed = new Batcher<number>(
      { ...quick.exporter, export: (items, callback) => (quick.batches.push([...items]), callback({ code: 0 })) },
      { ...OPTIONS, patient: true },
    );
    for (const item of [1, 2, 3, 4, 5]) flushed.add(item);
    await flushed.flush();
    assert.deepEqual(quick.batches, [[1, 2], [3, 4], [5]]);
    // They have arrived.
    assert.deepEqual(flushed.takeAll(), []);
  });

  it('exports one batch at a time for all who flush, and what is there at that time', async () => {
    const { exporter: slow, batches, done } = exporter();
    const batcher = new Batcher(slow, { ...OPTIONS, exportTimeoutMillis: 60_000, patient: true });
    const turn = (): Promise<void> => new Promise(setImmediate);
    for (const item of [1, 2, 3, 4]) batcher.add(item);
    const flushes = [batcher.flush(), batcher.flush()];
    await turn();
    assert.deepEqual(batches, [[1, 2]]);
    done[0]?.({ code: 0 });
    await turn();
    assert.equal(batches.length, 2);
    batcher.add(5);
    done[1]?.({ code: 0 });
    await turn();
    // The second one flushes as many as were there when it began.
    done[2]?.({ code: 0 });
    await Promise.all(flushes);
    assert.deepEqual(batches, [[1, 2], [3, 4], [5]]);
    const flush = batcher.flush();
    await flush;
    assert.equal(batches.length, 3);
    batcher.add(6);
    batcher.add(7);
    const last = batcher.flush();
    await turn();
    batcher.add(8);
    done[3]?.({ code: 0 });
    await last;
    assert.deepEqual([batches.at(-1), batcher.takeAll()], [[6, 7], [8]]);
    // What is taken away meanwhile leaves no empty batch.
    for (const item of [9, 10, 11]) batcher.add(item);
    const emptied = batcher.flush();
    await turn();
    batcher.takeAll();
    done[4]?.({ code: 0 });
    await emptied;
    assert.deepEqual([batches.length, batches.at(-1)], [5, [9, 10]]);
  });

  it('has no timer while nothing waits', async () => {
    const { exporter: slow, done } = exporter();
    const batcher = new Batcher(slow, { ...OPTIONS, maxExportBatchSize: 1, scheduledDelayMillis: 987_654 });
    const timers = watchTimers();
    try {
      batcher.add(1);
      await new Promise(setImmediate);
      done[0]?.({ code: 0 });
      await new Promise(setImmediate);
      assert.deepEqual([done.length, timers.lengths.includes(987_654)], [1, false]);
      // While a batch is under way, the next one has no time of its own.
      batcher.add(2);
      batcher.add(3);
      assert.equal(timers.lengths.includes(987_654), false);
      const pairs = new Batcher(slow, { ...OPTIONS, scheduledDelayMillis: 987_655 });
      for (const item of [4, 5, 6]) pairs.add(item);
      assert.equal(timers.lengths.filter((length) => length === 987_655).length, 1);
    } finally {
      timers.stop();
      batcher.takeAll();
    }
  });

  it('has parcels without a request where its exporter does not send over OTLP', () => {
    const batcher = new Batcher(exporter().exporter, { ...OPTIONS, patient: true });
    const settled: unknown[] = [];
    const outlet = makeOutlet(batcher, { noun: 'numbers', settled: (...all) => void settled.push(all) });
    for (const item of [1, 2, 3]) batcher.add(item);
    const parcels = outlet.takeAll();
    assert.deepEqual(
      parcels.map(({ noun, count, request }) => [noun, count, request()]),
      [
        ['numbers', 2, undefined],
        ['numbers', 1, undefined],
      ],
    );
    const error = new Error('gone');
    parcels[0]?.settle(error);
    assert.deepEqual(settled, [[[1, 2], error]]);
  });

  it('ends once, with all that comes until then', async () => {
    const { exporter: slow, batches, done } = exporter();
    const events: string[] = [];
    const batcher = new Batcher(
      { ...slow, shutdown: async () => void events.push('shutdown') },
      { ...OPTIONS, exportTimeoutMillis: 60_000 },
    );
    batcher.add(1);
    const ends = [batcher.shutdown(), batcher.shutdown()];
    await sleep(5);
    assert.deepEqual([batches, events], [[[1]], []]);
    // A call that was still under way.
    batcher.add(2);
    done[0]?.({ code: 0 });
    await sleep(5);
    assert.deepEqual([batches, events], [[[1], [2]], []]);
    batcher.add(3);
    done[1]?.({ code: 0 });
    await Promise.all(ends);
    await sleep(100);
    assert.deepEqual([batches, events, batcher.dropped, batcher.waiting], [[[1], [2]], ['shutdown'], 1, 0]);
  });

  it('waits for what the resource finds out', async () => {
    let found: () => void = () => {};
    let asked = 0;
    const resource = {
      waitForAsyncAttributes: () => {
        asked += 1;
        return new Promise<void>((resolve) => (found = resolve));
      },
    };
    const seen: object[] = [];
    const batcher = new Batcher<object>(
      {
        export: (items, callback) => {
          seen.push(...items);
          callback({ code: 0 });
        },
        shutdown: async () => {},
      },
      OPTIONS,
    );
    batcher.add({ resource });
    const flushing = batcher.flush();
    await sleep(5);
    assert.equal(seen.length, 0);
    found();
    await flushing;
    assert.equal(seen.length, 1);
    batcher.add({ resource });
    await batcher.flush();
    assert.deepEqual([seen.splice(0, 1).length, asked], [1, 1]);
    // A resource of another release may have nothing to wait for.
    const another = new Batcher<object>(batcher.exporter, OPTIONS);
    another.add({ resource: {} });
    await another.flush();
    assert.equal(seen.splice(0, 1).length, 1);
    // Somebody else exports what is taken away meanwhile.
    const early = new Batcher<object>(batcher.exporter, OPTIONS);
    early.add({ resource });
    const ending = early.flush();
    await new Promise(setImmediate);
    assert.equal(early.takeAll().length, 1);
    found();
    await ending;
    assert.equal(seen.length, 1);
  });
});
