import assert from 'node:assert/strict';
import { METRICS } from '../../src/semconv/metrics';
import { fixture, runJson } from '../support/fixtures';

interface Soaked {
  readonly calls: number;
  readonly instruments: number;
  readonly instrumentsBefore: number;
  readonly points: number;
  /** Bytes of heap in use after a collection: at the start and after each fifth of the calls. */
  readonly samples: readonly number[];
}

/** `npm run test:soak` makes a million. */
const CALLS = process.env['SOAK_CALLS'] ?? '20000';

describe(`${Number(CALLS).toLocaleString('en')} calls`, () => {
  for (const mode of ['sampled', 'unsampled', 'metrics']) {
    it(`leave the heap flat and the instruments as many as they were: ${mode}`, async function () {
      this.timeout(600_000);
      const soaked = await runJson<Soaked>(fixture('soak.cjs'), {
        nodeOptions: ['--expose-gc'],
        env: { CALLS, MODE: mode },
        timeoutMillis: 600_000,
      });
      const [first = 0, ...later] = soaked.samples;
      const last = later.at(-1) ?? 0;
      const perCall = (last - first) / soaked.calls;
      console.log(
        `      ${mode}: ${(last - first) / 1024} KiB in ${soaked.calls} calls, ${perCall.toFixed(2)} B a call`,
      );
      assert.ok(last - first < 500_000, `the heap grew: ${soaked.samples.join(', ')}`);
      assert.equal(soaked.instrumentsBefore, Object.keys(METRICS).length);
      assert.equal(soaked.instruments, soaked.instrumentsBefore);
      assert.ok(soaked.points < 40, `${soaked.points} series of one queue`);
    });
  }
});
