import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Tarball, pack } from '../packaging/tarball';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { PROJECT_ROOT } from '../support/fixtures';
import { INSTALL_MILLIS, RegistryError } from '../support/npmInstall';
import { type World, checkCell, checkTwoCopies } from './cell';
import { type Cell, FURTHER, INSTALLED, SDKS, cells, installedCells, titleOf } from './matrix';
import { type QueryServer, startQueryServer } from './queryServer';
import { readResults, rowsOf, writeResults } from './results';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string } | undefined>>;
}

/** `npm run test:compat` takes the whole matrix; otherwise what is installed has to do. */
const FULL = process.env['COMPAT'] === 'full';
/** Installations may take their time, and come out of the first cell's: Node.js, OpenTelemetry and one or two SDKs. */
const TIMEOUT = FULL ? 4 * INSTALL_MILLIS : 120_000;

describe(`the compatibility matrix${FULL ? '' : ', as far as it is installed'}`, () => {
  let server: AwsServer;
  let query: QueryServer;
  let tarball: Tarball;
  let world: World;
  before(async function () {
    this.timeout(120_000);
    server = await startAwsServer();
    query = await startQueryServer(server);
    tarball = await pack();
    world = { server, tarball, queryEndpoint: query.endpoint };
  });
  after(async () => {
    tarball.remove();
    await query.stop();
    await server.stop();
  });
  afterEach(() => server.clearRequests());

  /** A test that is skipped, and says why, where the registry keeps it from what it needs. */
  const itIfInstallable = (title: string, check: () => Promise<void>): void => {
    it(title, async function () {
      try {
        await check();
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        console.log(`      ${error.message}`);
        this.skip();
      }
    }).timeout(TIMEOUT);
  };

  const wanted = cells(SDKS);
  const holding: Cell[] = [];
  for (const cell of FULL ? [...wanted, ...cells(FURTHER)] : installedCells()) {
    itIfInstallable(titleOf(cell), async () => {
      await checkCell(world, cell);
      holding.push(cell);
    });
  }

  if (FULL) {
    for (const cell of cells([INSTALLED]).filter(({ modules }) => modules === 'cjs')) {
      for (const other of SDKS.filter(
        ({ protocol, version }) => protocol === 'json' && version !== INSTALLED.version,
      )) {
        itIfInstallable(`${titleOf(cell)}, with ${other.version} in the same process`, () =>
          checkTwoCopies(world, cell, other),
        );
      }
    }

    it('is what docs/compat.md tells', function () {
      const held = wanted.filter((cell) => holding.includes(cell));
      console.log(`      ${held.length} of ${wanted.length} cells hold`);
      // Those that do not have failed, or were skipped, each on its own.
      if (held.length < wanted.length) this.skip();
      const [rows, committed] = [rowsOf(held), readResults()];
      writeResults(rows);
      assert.deepEqual(rows, committed, 'test/compat/results.json was out of date: commit it, and run `npm run docs`');
    });
  }

  it('names the release in package-lock.json', () => {
    const lock = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as Lock;
    const locked = lock.packages['node_modules/@aws-sdk/client-sqs']?.version;
    assert.ok(readResults().some(({ version }) => version === locked));
  });
});
