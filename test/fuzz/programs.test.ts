import assert from 'node:assert/strict';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import * as fc from 'fast-check';
import { type StubServer, startStubServer } from '../attach/stubServer';
import { type Collector, startCollector } from '../bootstrap/collector';
import { WrittenProgram } from '../modules/program';
import { type Differential, assertSameProcess, runBoth } from '../support/differential';
import { PROJECT_ROOT } from '../support/fixtures';
import { type ProgramPlan, peer, preload, program } from './programs/grammar';
import { filesOf } from './programs/write';

/** More for a longer look: `npm run test:fuzz`, with `FUZZ_SEED=random` at what nobody has looked at. */
const RUNS = Number(process.env['FUZZ_PROGRAMS'] ?? 6);
/** A case has several programs, which run side by side. */
const AT_ONCE = Math.min(RUNS, availableParallelism());

describe('whatever a program is made of, and however it ends', () => {
  let collector: Collector;
  let silent: Server;
  let sqs: StubServer;
  before(async () => {
    collector = await startCollector();
    sqs = await startStubServer();
    silent = createServer(() => {});
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    silent.close();
    await Promise.all([collector.stop(), sqs.stop()]);
  });

  const endpointOf = (name: string): string => {
    if (name === 'up') return collector.endpoint;
    return `http://127.0.0.1:${name === 'refuses' ? 1 : (silent.address() as AddressInfo).port}`;
  };

  async function run(plan: ProgramPlan, to: string, option: '--import' | '--require'): Promise<Differential> {
    const written = new WrittenProgram(filesOf(plan));
    try {
      return await runBoth(written.entry, {
        preload: option,
        cwd: written.directory,
        env: {
          PROJECT_ROOT,
          SQS_ENDPOINT: sqs.endpoint,
          OTEL_TRACES_EXPORTER: 'otlp',
          OTEL_EXPORTER_OTLP_ENDPOINT: endpointOf(to),
          OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: to === 'up' ? '20s' : '1s',
          OTEL_BSP_SCHEDULE_DELAY: '60000',
        },
      });
    } finally {
      written.remove();
    }
  }

  it('it does the same without and with register', async () => {
    const one = fc.tuple(program, peer, preload);
    const property = fc.asyncProperty(fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (cases) => {
      const runs = await Promise.all(cases.map((each) => run(...each)));
      for (const [index, differential] of runs.entries()) {
        const [plan, to] = cases[index] ?? assert.fail();
        assertSameProcess(differential, Object.values(filesOf(plan)).slice(0, 2).join('\n'));
        if (to === 'up') assert.deepEqual(differential.said, []);
      }
    });
    // To find a smaller program takes time: a smaller one than the first is enough.
    await fc.assert(property, { numRuns: Math.ceil(RUNS / AT_ONCE), interruptAfterTimeLimit: 30_000 + RUNS * 5000 });
  }).timeout(60_000 + RUNS * 20_000);
});
