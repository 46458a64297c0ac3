import assert from 'node:assert/strict';
import { METRICS } from '../../src/semconv/metrics';
import { fixture, runJson } from '../support/fixtures';

/** What test/fixtures/soak.cjs prints. */
interface Soaked {
  readonly calls: number;
  readonly ended: number;
  readonly instruments: number;
  readonly instrumentsBefore: number;
  readonly listeners: number;
  readonly listenersBefore: number;
  readonly points: number;
  /** Bytes of heap in use after a collection: at the start and after each part of the calls, all as large. */
  readonly samples: readonly number[];
}

/** `npm run test:soak` makes a million. */
const CALLS = Number(process.env['SOAK_CALLS'] ?? 20_000);
/** A process that hangs is what this is for, not a slow machine. */
const TIMEOUT = 60_000 + CALLS * 3;
/**
 * What the heap may grow by, however many calls there are: compilers take their share, and what is remembered of
 * messages is now half of its limit and now all of it.
 */
const ALLOWED_BYTES = 1_500_000;
const MODES = ['sampled', 'unsampled', 'metrics'];

describe(`${CALLS.toLocaleString('en')} calls`, () => {
  const soaked = new Map<string, Soaked>();
  before(async function () {
    this.timeout(TIMEOUT);
    // In processes of their own: at the same time, as far as there are processors.
    await Promise.all(MODES.map(async (mode) => soaked.set(mode, await soak(mode))));
  });

  for (const mode of MODES) {
    it(`leave the heap flat, the instruments and listeners as many as they were: ${mode}`, () => {
      const run = soaked.get(mode);
      assert.ok(run);
      const { calls, samples } = run;
      const grown = slopeOf(samples) * (samples.length - 1);
      const kibibytes = [samples[0], Math.min(...samples), Math.max(...samples), samples.at(-1)].map(toKibibytes);
      const [first, least, most, last] = kibibytes;
      console.log(`      ${mode}: ${(grown / calls).toFixed(2)} bytes of heap a call, in ${calls} calls`);
      console.log(`      from ${first} to ${last} KiB after collection, at least ${least} and at most ${most}`);
      assert.ok(grown < ALLOWED_BYTES, `the heap grew: ${samples.map(toKibibytes).join(', ')} KiB`);
      assert.equal(run.ended, mode === 'sampled' ? calls : 0);
      assert.equal(run.instrumentsBefore, Object.keys(METRICS).length);
      assert.equal(run.instruments, run.instrumentsBefore);
      assert.equal(run.listeners, run.listenersBefore);
      assert.ok(run.points < 40, `${run.points} series of one queue`);
    });
  }
});

function soak(mode: string): Promise<Soaked> {
  return runJson<Soaked>(fixture('soak.cjs'), {
    nodeOptions: ['--expose-gc'],
    env: { CALLS: String(CALLS), MODE: mode },
    timeoutMillis: TIMEOUT,
  });
}

function toKibibytes(bytes = 0): number {
  return Math.round(bytes / 1024);
}

/** Least squares: by how much a sample is more than the one before. */
function slopeOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const weighted = samples.reduce((sum, bytes, index) => sum + (index - middle) * bytes, 0);
  return weighted / samples.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}
