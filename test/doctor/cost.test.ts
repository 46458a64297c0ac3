import assert from 'node:assert/strict';
import { join } from 'node:path';
import volumes from '../../bench/volume.json';
import { cost } from '../../src/doctor/cost/command';
import { type Estimate, type Workload, estimate, totalOf } from '../../src/doctor/cost/estimate';
import { PROJECT_ROOT, runNode } from '../support/fixtures';

const COMMAND = join(PROJECT_ROOT, 'build', 'src', 'doctor', 'main.js');
const TEN: Workload = {
  messages: 10,
  batch: 10,
  deleteBatch: 10,
  detail: 'full',
  batchCreateSpans: true,
  emptyPolls: 0,
  emptyReceives: 'span',
  sampling: 1,
};
const ONE: Workload = { ...TEN, messages: 1, batch: 1, deleteBatch: 1 };
const bytesOf = (workload: Workload): number[] => estimate(workload).map(({ bytes }) => bytes);

describe('what telemetry costs', () => {
  for (const detail of ['full', 'standard'] as const) {
    it(`is what was measured, for one message and for ten: ${detail}`, () => {
      const of = (step: keyof typeof volumes): number => volumes[step][detail].bytes;
      assert.deepEqual(bytesOf({ ...ONE, detail }), [
        of('send one'),
        of('receive one'),
        0,
        of('process one'),
        of('delete one'),
      ]);
      assert.deepEqual(bytesOf({ ...TEN, detail }), [
        of('send ten in a batch'),
        of('receive ten'),
        0,
        10 * of('process one'),
        of('delete ten'),
      ]);
      const [oneContext] = bytesOf({ ...TEN, detail, batchCreateSpans: false });
      assert.equal(oneContext, of('send ten in a batch, one context'));
    });
  }

  it('grows with the messages and shrinks with the share of traces', () => {
    const { spans, bytes } = totalOf(estimate({ ...TEN, messages: 1e6 }));
    assert.equal(spans, 1e5 * (11 + 1 + 10 + 1));
    const kept = totalOf(estimate({ ...TEN, messages: 1e6, sampling: 0.01 }));
    assert.deepEqual([kept.spans, Math.round(bytes / 100)], [spans / 100, kept.bytes]);
  });

  it('has a smaller request for fewer messages, and a larger share of each', () => {
    const [five, ten] = [5, 10].map((batch) =>
      totalOf(estimate({ ...TEN, messages: 1000, batch, deleteBatch: batch })),
    );
    assert.ok(five !== undefined && ten !== undefined && five.bytes > ten.bytes && five.bytes < 2 * ten.bytes);
    assert.equal(five.spans, 200 * (6 + 1 + 5 + 1));
  });

  it('counts polls that bring nothing, unless they leave no span', () => {
    const polls = { ...TEN, messages: 0, emptyPolls: 7 };
    assert.deepEqual(totalOf(estimate(polls)), {
      step: 'total',
      spans: 7,
      bytes: 7 * volumes['receive none'].full.bytes,
    });
    assert.equal(totalOf(estimate({ ...polls, emptyReceives: 'drop' })).spans, 0);
  });
});

describe('the command cost', () => {
  it('prints a line for each step and their sum, for programs as well', () => {
    const texts: string[] = [];
    const argv = ['--messages', '1e6', '--batch', '10', '--detail', 'standard', '--empty-polls', '5e4'];
    assert.equal(
      cost(argv, (text) => texts.push(text)),
      0,
    );
    assert.match(texts[0] ?? '', /^send {2,}1,100,000 spans {2,}436\.2 MB$/m);
    assert.match(texts[0] ?? '', /^receive nothing {2,}50,000 spans/m);
    assert.match(texts[0] ?? '', /^total {2,}2,350,000 spans/m);
    cost(['--delete-batch', '1'], (text) => texts.push(text));
    assert.match(texts.pop() ?? '', /^delete {2,}1,000,000 spans/m);
    cost([...argv, '--json'], (text) => texts.push(text));
    const steps = JSON.parse(texts[1] ?? '') as Estimate[];
    assert.equal(steps.at(-1)?.spans, 2_350_000);
  });

  for (const [argv, message] of [
    [['--messages', 'many'], "Expected --messages to be a number of at least 0, got 'many'"],
    [['--messages', ''], "Expected --messages to be a number of at least 0, got ''"],
    [['--batch', '11'], "Expected --batch to be a number from 1 to 10, got '11'"],
    [['--batch', '2.5'], "Expected --batch to be a whole number, got '2.5'"],
    [['--detail', 'little'], "Expected --detail to be full or standard, got 'little'"],
    [['--sampling', '2'], "Expected --sampling to be a number from 0 to 1, got '2'"],
  ] as const) {
    it(`says what it expects instead of ${argv.join(' ')}`, () => {
      assert.throws(() => cost(argv, () => {}), { name: 'TypeError', message });
    });
  }

  it('is a part of the installed command', async () => {
    const [told, wrong] = await Promise.all([
      runNode(COMMAND, { args: ['cost', '--messages', '10'] }),
      runNode(COMMAND, { args: ['cost', '--bytes', '10'] }),
    ]);
    assert.equal(told.code, 0);
    assert.match(told.stdout, /^total {2,}23 spans/m);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--bytes/);
  });
});
