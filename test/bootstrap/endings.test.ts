import assert from 'node:assert/strict';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { installNode } from '../compat/install';
import { assertSameProcess, runBoth } from '../support/differential';
import { fixture } from '../support/fixtures';
import { type Collector, startCollector } from './collector';
import { ENDINGS, type Ending } from './endings';

const FULL = process.env['COMPAT'] === 'full';
const MAJORS = FULL ? [20, 22, 24, 26] : [undefined];
const AT_ONCE = 4;

/** How long the process may take in the end. Where nobody answers, that is how long it takes. */
const LIMITS = { up: '20s', refuses: '20s', silent: '1s' };

type Peer = 'up' | 'refuses' | 'silent';

describe('the same end of a process, without and with register', () => {
  let silent: Server;
  before(async () => {
    silent = createServer(() => {});
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  });
  after(() => void silent.close());

  /** Runs an ending in both ways, and says what is different or missing. */
  async function check(ending: Ending, peer: Peer, node?: string): Promise<void> {
    const { name, program, spans, logs = 0, env, several, impatient } = ending;
    const collector: Collector | undefined = peer === 'up' ? await startCollector() : undefined;
    const port = peer === 'refuses' ? 1 : (silent.address() as AddressInfo).port;
    try {
      const differential = await runBoth(fixture(`endings/${program}`), {
        args: [name],
        ...(node !== undefined && { node }),
        env: {
          OTEL_TRACES_EXPORTER: 'otlp',
          OTEL_EXPORTER_OTLP_ENDPOINT: collector?.endpoint ?? `http://127.0.0.1:${port}`,
          OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: LIMITS[peer],
          // A process that waits for this is killed, and ends in another way.
          OTEL_EXPORTER_OTLP_TIMEOUT: '100s',
          OTEL_BSP_SCHEDULE_DELAY: '60000',
          ...env,
        },
      });
      const { said } = differential;
      assertSameProcess(differential, name, true);
      const losses = said.filter((line) => line.includes('not exported'));
      if (collector !== undefined) {
        assert.deepEqual(
          collector
            .spans()
            .map((span) => span.name)
            .toSorted(),
          impatient && collector.spans().length === 0 ? [] : spans.toSorted(),
        );
        assert.equal(collector.requests.filter(({ path }) => path === '/v1/logs').length, logs);
        assert.deepEqual(said, []);
      } else if (several !== true) {
        const pending = spans.length > 0 && name !== 'busyExporter';
        assert.deepEqual(
          losses.map((line) => /(\d+) spans were not exported/.exec(line)?.[1]),
          pending ? [String(spans.length)] : losses.map((line) => /(\d+) spans/.exec(line)?.[1]),
        );
      }
    } finally {
      await collector?.stop();
    }
  }

  for (const major of MAJORS) {
    for (const peer of ['up', 'refuses', 'silent'] as const) {
      const chosen = ENDINGS.filter(({ quick }) => FULL || (quick === true && (peer === 'up' || peer === 'silent')));
      const endings = FULL || peer === 'up' ? chosen : chosen.slice(0, 6);
      const where = major === undefined ? '' : ` on Node.js ${major}`;
      const how = { up: 'takes everything', refuses: 'refuses connections', silent: 'never answers' }[peer];
      if (endings.length === 0) continue;
      it(`${endings.length} endings, with a collector that ${how}${where}`, async function () {
        this.timeout(600_000);
        const node = major === undefined ? undefined : await installNode(major);
        const failures: string[] = [];
        const queue = [...endings];
        const next = async (): Promise<void> => {
          for (let ending = queue.shift(); ending !== undefined; ending = queue.shift()) {
            const { name } = ending;
            await check(ending, peer, node).catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, next));
        if (failures.length > 0) assert.fail(failures.join('\n\n'));
      });
    }
  }
});
