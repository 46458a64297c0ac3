import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Collector, startCollector } from '../bootstrap/collector';
import { type Tarball, pack, packViewer } from '../packaging/tarball';
import { type Block, PAGES, README, readBlocks } from './blocks';
import { missingLines } from './output';
import { Terminal } from './terminal';

type Command = Extract<Block, { role: 'command' }>;

const NAME = 'opentelemetry-instrumentation-sqs';
const VIEWER = `${NAME}-viewer`;

/** The ports that the pages name are not ours to take: those of the server and the collector that stand in. */
const SERVER_PORT = '4566';
const COLLECTORS = /http:\/\/(?:localhost|collector):4318/g;
/** A page may say that the reader has this program. */
const WORKER = { name: 'worker.js', code: "import('./app.mjs');" };

/** The pages, in an empty folder, from top to bottom. What a step leaves behind is there for the next. */
describe('the README and the pages after it, followed word for word', function () {
  this.timeout(180_000);
  let terminal: Terminal;
  let tarball: Tarball;
  let viewer: Tarball;
  let collector: Collector;
  let serverPort: number;
  let viewerPort: number;
  let printed = '';
  let stuck = false;

  before(async () => {
    terminal = new Terminal();
    [tarball, viewer, collector, serverPort, viewerPort] = await Promise.all([
      pack(),
      packViewer(),
      startCollector(),
      freePort(),
      freePort(),
    ]);
    terminal.write(WORKER.name, WORKER.code);
  });
  after(async () => {
    await terminal?.close();
    await collector?.stop();
    tarball?.remove();
    viewer?.remove();
  });

  // After a step that failed, the others say nothing.
  beforeEach(function () {
    if (stuck) this.skip();
  });
  afterEach(function () {
    stuck ||= this.currentTest?.state === 'failed';
  });

  for (const page of PAGES) {
    describe(page, () => {
      const blocks = readBlocks(page);
      for (const [index, block] of blocks.entries()) {
        const title = `line ${block.line}: ${block.code.split('\n')[0]}`;
        switch (block.role) {
          case 'file':
            it(`${title} (${block.name})`, () => terminal.write(block.name, local(block)));
            break;
          case 'service':
            it(title, async () => {
              printed = await terminal.start(local(block));
            });
            break;
          case 'command':
            it(title, () => runs(block));
            break;
          case 'output':
            if (blocks[index - 1]?.role === 'clone') break;
            it(`is what was printed, ${title}`, () => assert.deepEqual(missingLines(block.code, printed), [], printed));
            break;
          default:
        }
      }
    });
  }

  /** The packed packages stand for their names, where npm would look for those in the registry. */
  function local({ page, code }: Block): string {
    const backend = page === README ? `http://127.0.0.1:${viewerPort}` : collector.endpoint;
    return code
      .replaceAll(SERVER_PORT, String(serverPort))
      .replaceAll(COLLECTORS, backend)
      .replaceAll(/^npm install(?:[^\n]|\\\n)*/gm, (line) => line.replace(NAME, `'${tarball.file}'`))
      .replace(`npx ${VIEWER}`, `npx --package '${viewer.file}' ${VIEWER} --no-browser --port ${viewerPort}`);
  }

  async function runs(block: Command): Promise<void> {
    collector.clear();
    const result = await terminal.run(local(block));
    printed = result.output;
    const asked = / doctor /.test(block.code);
    // The doctor's way to say that something is wrong.
    if (asked) assert.match(printed, /\n(?:\d+ things? (?:is|are) wrong|Nothing is wrong)\.\n$/);
    else assert.equal(result.code, 0, printed);
    for (const word of block.prints) assert.ok(printed.includes(word), `${word} is not in\n${printed}`);
    if (block.code.search(COLLECTORS) !== -1) await arrived(block);
  }

  async function arrived({ page, exports }: Command): Promise<void> {
    if (page === README) return isOnThePage();
    for (const name of exports) assert.ok(collector.spans(name).length > 0, `${name} was not exported:\n${printed}`);
    if (exports.length > 0 && !exports.includes('process orders')) return;
    const [span = assert.fail(`no span was exported:\n${printed}`)] = collector.spans('process orders');
    assert.match(String(span.resource['service.name']), /^orders?-worker$/);
    const [sent] = collector.spans('SQS.SendMessage');
    assert.deepEqual(
      span.links.map(({ spanId }) => spanId),
      [sent?.spanId],
    );
  }

  /** The viewer has a row for the message, with both of its ends. */
  async function isOnThePage(): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${viewerPort}/api/messages`);
    const { rows } = (await answer.json()) as { rows: readonly Record<string, unknown>[] };
    const [row = assert.fail(`there is no message:\n${printed}`)] = rows;
    assert.deepEqual(
      [row['destination'], row['sentBy'], row['processedBy'], row['attempts']],
      ['orders', 'order-worker', ['order-worker'], 1],
    );
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
