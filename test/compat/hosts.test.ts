import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { type Collector, startCollector } from '../bootstrap/collector';
import { type Tarball, pack } from '../packaging/tarball';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { Limited } from '../support/limited';
import { INSTALL_MILLIS, RegistryError } from '../support/npmInstall';
import { type World, checkHost } from './hosts/checkHost';
import { type Host, type HostCell, titleOf } from './hosts/host';
import { LAYOUTS } from './hosts/layouts';
import { PLATFORMS } from './hosts/platforms';
import { hostRowsOf, readHostResults, writeHostResults } from './hosts/results';
import { RUNNERS } from './hosts/runners';
import { TEST_RUNNERS } from './hosts/testRunners';

/** `npm run test:compat` takes all of them, or those that `COMPAT_HOST=vitest` names. */
const FULL = process.env['COMPAT'] === 'full';
const WANTED = (process.env['COMPAT_HOST'] ?? '').toLowerCase();
const CURRENT = Number.parseInt(process.versions.node, 10);

const HOSTS: readonly Host[] = [...RUNNERS, ...TEST_RUNNERS, ...LAYOUTS, ...PLATFORMS];

/** Otherwise what needs no installation, and says how to trace, has to do. */
const isQuick = ({ host, node }: HostCell): boolean => node === CURRENT && host.name === 'Jest';
const cellsOf = (host: Host): HostCell[] => host.nodes.map((node) => ({ host, node }));
const CELLS = HOSTS.flatMap(cellsOf).filter((cell) =>
  FULL ? titleOf(cell).toLowerCase().includes(WANTED) : isQuick(cell),
);

describe('a worker that sends and consumes messages', () => {
  let server: AwsServer;
  let collector: Collector;
  let tarball: Tarball;
  const checks = new Map<HostCell, Promise<void>>();
  const holding: HostCell[] = [];
  before(async function () {
    this.timeout(120_000);
    server = await startAwsServer();
    collector = await startCollector();
    tarball = await pack();
    const world: World = { server, collector, tarball };
    const limited = new Limited(availableParallelism());
    for (const cell of CELLS) {
      const check = limited.run(() => checkHost(world, cell));
      // One that fails does so in its own test.
      check.catch(() => {});
      checks.set(cell, check);
    }
  });
  after(async function () {
    this.timeout(INSTALL_MILLIS);
    await Promise.allSettled(checks.values());
    tarball.remove();
    await collector.stop();
    await server.stop();
  });

  for (const cell of CELLS) {
    it(`is traced${cell.host.wayOut === undefined ? '' : ' by the way out that one line names'}: ${titleOf(cell)}`, async function () {
      // All are started at once, and each waits for those before it.
      this.timeout(INSTALL_MILLIS);
      try {
        await checks.get(cell);
        holding.push(cell);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        console.log(`      ${error.message.split('\n', 1).join()}`);
        this.skip();
      }
    });
  }

  if (FULL && WANTED === '') {
    it('is traced as the documentation tells', function () {
      // Those that do not hold have failed, or were skipped, each on its own.
      if (holding.length < CELLS.length) this.skip();
      const [rows, committed] = [hostRowsOf(holding), readHostResults()];
      writeHostResults(rows);
      assert.deepEqual(rows, committed, 'test/compat/hosts.json was out of date: commit it, and run `npm run docs`');
    });
  }
});
