import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { SqsInstrumentation } from '../../src';
import { type Observation, Trial, Watch, assertSameObservation } from '../differential/trial';
import { Wire } from '../differential/wire';
import { FAULTS, stopTelemetry } from '../hostSafety/faults';
import { type Api, PLAIN, TRACED, clientsOf } from './random/api';
import { Run } from './random/run';
import { type Setup, configOf, setup } from './random/setups';
import { type Step, steps } from './random/steps';

/** More for a longer look: `npm run test:fuzz`, with `FUZZ_SEED=random` at what nobody has looked at. */
const RUNS = Number(process.env['FUZZ_CASES'] ?? 500);

describe('whatever a program calls, and whatever telemetry does', () => {
  const watch = new Watch();
  const wire = new Wire();
  let instrumentation: SqsInstrumentation;
  const clients = { plain: clientsOf(wire), attached: clientsOf(wire) };
  before(() => {
    watch.start();
    instrumentation = new SqsInstrumentation();
    instrumentation.disable();
  });
  after(() => {
    watch.stop();
    instrumentation.disable();
  });

  /** With the very same OpenTelemetry: what `forwardMessage` sends depends on the fields of its propagator. */
  async function observe(api: Api, program: readonly Step[], { fault }: Setup): Promise<Observation> {
    const trial = new Trial();
    FAULTS[fault]?.start();
    try {
      return await watch.observe(() => new Run(api, trial, wire).steps(program), trial);
    } finally {
      stopTelemetry();
    }
  }

  async function traced(given: Setup, program: readonly Step[]): Promise<Observation> {
    instrumentation.setConfig({ ...configOf(given), ...FAULTS[given.fault]?.config });
    instrumentation.enable();
    try {
      return await observe({ ...TRACED, client: clients.attached }, program, given);
    } finally {
      instrumentation.disable();
    }
  }

  it('comes out as it does without', async () => {
    let differs = 0;
    const property = fc.asyncProperty(setup, steps, async (given, program) => {
      const plain = await observe({ ...PLAIN, client: clients.plain }, program, given);
      const actual = await traced(given, program);
      assertSameObservation(actual, plain);
      differs += 1;
    });
    await fc.assert(property, { numRuns: RUNS });
    assert.ok(differs >= RUNS);
  }).timeout(60_000 + RUNS * 100);
});
