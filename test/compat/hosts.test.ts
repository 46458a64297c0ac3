import { availableParallelism } from 'node:os';
import { type Collector, startCollector } from '../bootstrap/collector';
import { type Tarball, pack } from '../packaging/tarball';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { Limited } from '../support/limited';
import { INSTALL_MILLIS, RegistryError } from '../support/npmInstall';
import { type World, checkHost } from './hosts/checkHost';
import { type HostCell, titleOf } from './hosts/host';
import { LAYOUTS } from './hosts/layouts';
import { PLATFORMS } from './hosts/platforms';
import { RUNNERS } from './hosts/runners';
import { TEST_RUNNERS } from './hosts/testRunners';

/** `npm run test:compat` takes all of them; otherwise those that need no installation. */
const FULL = process.env['COMPAT'] === 'full';
const HOSTS = FULL ? [...RUNNERS, ...TEST_RUNNERS, ...LAYOUTS, ...PLATFORMS] : [];
const CELLS: readonly HostCell[] = HOSTS.flatMap((host) => host.nodes.map((node) => ({ host, node })));

describe('a worker with register, or with tracing of its own', () => {
  let server: AwsServer;
  let collector: Collector;
  let tarball: Tarball;
  const checks = new Map<string, Promise<void>>();
  before(async function () {
    this.timeout(INSTALL_MILLIS);
    server = await startAwsServer();
    collector = await startCollector();
    tarball = await pack();
    const world: World = { server, collector, tarball };
    const limited = new Limited(availableParallelism());
    for (const cell of CELLS.filter((each) => new RegExp(process.env['ONLY'] ?? '').test(titleOf(each)))) {
      const check = limited.run(() => checkHost(world, cell));
      // One that fails does so in its own test.
      check.catch(() => {});
      checks.set(titleOf(cell), check);
    }
  });
  after(async () => {
    await Promise.allSettled(checks.values());
    tarball.remove();
    await collector.stop();
    await server.stop();
  });

  for (const cell of CELLS.filter((each) => new RegExp(process.env['ONLY'] ?? '').test(titleOf(each)))) {
    it(`is traced: ${titleOf(cell)}`, async function () {
      this.timeout(INSTALL_MILLIS);
      try {
        await checks.get(titleOf(cell));
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        console.log(`      ${error.message}`);
        this.skip();
      }
    });
  }
});
