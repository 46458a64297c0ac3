import assert from 'node:assert/strict';
import { METRICS } from '../../src/semconv/metrics';
import { fixture, runJson } from '../support/fixtures';
import { Limited } from '../support/limited';
import { type Figures, writeResults } from './results';

interface State {
  readonly instruments: number;
  readonly listeners: number;
  readonly handles: number;
}

/** What the programs of test/fixtures/soak print. */
interface Soaked {
  readonly done: number;
  readonly ended: number;
  readonly points: number;
  readonly before: State;
  readonly after: State;
  /** Bytes of heap in use after a collection: at the start and after each part of the work, all as large. */
  readonly samples: readonly number[];
  /** Microseconds of the processor that one took, in each part. */
  readonly micros: readonly number[];
}

/** `npm run test:soak` takes a tenth, and with `SOAK=full` all of it. */
const SHARES: Readonly<Record<string, number>> = { full: 1, tenth: 0.1, quick: 0.005 };
const SOAK = process.env['SOAK'] ?? 'quick';
const SHARE = SHARES[SOAK] ?? assert.fail(`SOAK=${SOAK}: ${Object.keys(SHARES).join(', ')}`);

/** Three million calls, a million messages, a hundred thousand invocations; never too few to see a slope. */
const WORK = [
  { what: 'calls', mode: 'sampled', total: 1_000_000 },
  { what: 'calls', mode: 'unsampled', total: 1_000_000 },
  { what: 'calls', mode: 'metrics', total: 1_000_000 },
  { what: 'messages', mode: 'sampled', total: 1_000_000 },
  { what: 'invocations', mode: 'sampled', total: 100_000 },
].map((work) => Object.assign(work, { total: Math.max(work.total * SHARE, 5000) }));

/** A process that hangs is what this is for, not a slow machine. */
const TIMEOUT = 120_000 + 3_000_000 * SHARE * 3;
/**
 * What the heap may grow by, however many calls there are: compilers take their share, and what is remembered of
 * messages is now half of its limit and now all of it.
 */
const ALLOWED_BYTES = 1_500_000;

describe(`what is done many times (${SOAK})`, () => {
  const soaked = new Map<object, Soaked>();
  const figures: Figures[] = [];
  before(async function () {
    this.timeout(TIMEOUT);
    // In processes of their own, two at the same time.
    const limited = new Limited(2);
    await Promise.all(WORK.map((work) => limited.run(async () => soaked.set(work, await soak(work)))));
  });
  after(() => {
    if (SOAK === 'full' && figures.length === WORK.length) writeResults(figures);
  });

  for (const work of WORK) {
    const { what, mode } = work;
    it(`leaves the heap flat, and the instruments, listeners and handles as many as they were: ${what}, ${mode}`, () => {
      const run = soaked.get(work);
      assert.ok(run);
      const { before: first, after: last, samples } = run;
      const row = figuresOf(what, mode, run);
      figures.push(row);
      console.log(`      ${JSON.stringify(row)}`);
      const grown = slopeOf(samples) * (samples.length - 1);
      assert.ok(grown < ALLOWED_BYTES, `the heap grew: ${samples.map(toKibibytes).join(', ')} KiB`);
      assert.ok(run.done >= work.total);
      assert.ok(mode === 'sampled' ? run.ended >= run.done : run.ended === 0, `${run.ended} spans of ${run.done}`);
      if (what === 'calls') {
        if (mode === 'sampled') assert.equal(run.ended, run.done);
        assert.equal(first.instruments, Object.keys(METRICS).length);
      }
      assert.equal(last.instruments, first.instruments);
      assert.equal(last.listeners, first.listeners);
      // Some of the start are gone.
      assert.ok(last.handles <= first.handles);
      assert.ok(run.points < 40, `${run.points} series of one queue`);
    });
  }
});

function soak({ what, mode, total }: (typeof WORK)[number]): Promise<Soaked> {
  return runJson<Soaked>(fixture(`soak/${what}.cjs`), {
    nodeOptions: ['--expose-gc'],
    env: { [what.toUpperCase()]: String(total), MODE: mode },
    timeoutMillis: TIMEOUT,
  });
}

function figuresOf(what: string, mode: string, { done, samples, micros, before: first, after: last }: Soaked): Figures {
  const ends = (values: readonly number[]) => [values[0] ?? 0, values.at(-1) ?? 0] as const;
  const [began, ended] = ends(micros);
  const [least, most] = ends(samples);
  return {
    what,
    mode,
    done,
    bytesEach: Number(((slopeOf(samples) * (samples.length - 1)) / done).toFixed(3)),
    heapKibibytes: [toKibibytes(least), toKibibytes(most)],
    microsEach: [Math.round(began * 10) / 10, Math.round(ended * 10) / 10],
    listeners: [first.listeners, last.listeners],
    handles: [first.handles, last.handles],
  };
}

function toKibibytes(bytes: number): number {
  return Math.round(bytes / 1024);
}

/** Least squares: by how much a sample is more than the one before. */
function slopeOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const weighted = samples.reduce((sum, bytes, index) => sum + (index - middle) * bytes, 0);
  return weighted / samples.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}
