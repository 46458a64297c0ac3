import assert from 'node:assert/strict';
import { type Tarball, pack } from '../packaging/tarball';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { type World, checkCell, checkTwoCopies } from './cell';
import { type Cell, FURTHER, INSTALLED, SDKS, cells, titleOf } from './matrix';
import { type QueryServer, startQueryServer } from './queryServer';
import { readResults, rowsOf, writeResults } from './results';

/** `npm run test:compat` takes the whole matrix; otherwise what is installed has to do. */
const FULL = process.env['COMPAT'] === 'full';
const NODE = Number(process.versions.node.split('.')[0]);

const isQuick = ({ node, openTelemetry }: Cell): boolean => node === NODE && openTelemetry.packages === undefined;
const installed = cells([INSTALLED]).filter(isQuick);
/** An installation may take its time, and comes out of the first cell's. */
const TIMEOUT = FULL ? 300_000 : 30_000;

describe(`the compatibility matrix${FULL ? '' : ', as far as it is installed'}`, () => {
  let server: AwsServer;
  let query: QueryServer;
  let tarball: Tarball;
  let world: World;
  before(async () => {
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

  const run: { cell: Cell; holds: boolean }[] = [];
  for (const cell of FULL ? cells([...SDKS, ...FURTHER]) : installed) {
    it(titleOf(cell), async () => {
      const outcome = { cell, holds: false };
      if (!FURTHER.includes(cell.sdk)) run.push(outcome);
      await checkCell(world, cell);
      outcome.holds = true;
    }).timeout(TIMEOUT);
  }

  if (FULL) {
    for (const cell of cells([INSTALLED]).filter(({ modules }) => modules === 'cjs')) {
      for (const other of SDKS.filter(
        ({ protocol, version }) => protocol === 'json' && version !== INSTALLED.version,
      )) {
        it(`${titleOf(cell)}, with ${other.version} in the same process`, () =>
          checkTwoCopies(world, cell, other)).timeout(TIMEOUT);
      }
    }

    it('holds as a whole, and is what the README tells', () => {
      const rows = rowsOf(run);
      const total = run.filter(({ holds }) => holds).length;
      console.log(`      ${total} of ${run.length} cells hold`);
      const committed = readResults();
      writeResults(rows);
      assert.equal(total, run.length);
      assert.deepEqual(rows, committed, 'test/compat/results.json was out of date: commit it, and run `npm run docs`');
    });
  }

  it('names the installed releases', () => {
    assert.ok(readResults().some(({ version }) => version === INSTALLED.version));
  });
});
