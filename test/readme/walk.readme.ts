import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Collector, startCollector } from '../bootstrap/collector';
import { type Tarball, pack } from '../packaging/tarball';
import { type Block, readBlocks } from './blocks';
import { missingLines } from './output';
import { Terminal } from './terminal';

const NAME = 'opentelemetry-instrumentation-sqs';

/** The ports that the README names are not ours to take: those of the server and the collector that stand in. */
const SERVER_PORT = '4566';
const COLLECTOR = 'http://localhost:4318';

/** The README, in an empty folder, from top to bottom. What a step leaves behind is there for the next. */
describe('the README, followed word for word', function () {
  this.timeout(180_000);
  let terminal: Terminal;
  let tarball: Tarball;
  let collector: Collector;
  let port: number;
  let printed = '';
  let stuck = false;

  before(async () => {
    terminal = new Terminal();
    [tarball, collector, port] = await Promise.all([pack(), startCollector(), freePort()]);
  });
  after(async () => {
    await terminal?.close();
    await collector?.stop();
    tarball?.remove();
  });

  // After a step that failed, the others say nothing.
  beforeEach(function () {
    if (stuck) this.skip();
  });
  afterEach(function () {
    stuck ||= this.currentTest?.state === 'failed';
  });

  const local = (text: string): string =>
    text.replaceAll(SERVER_PORT, String(port)).replaceAll(COLLECTOR, collector.endpoint);

  /** The packed package stands for its name, where npm would look for that in the registry. */
  const installable = (command: string): string =>
    command.replaceAll(/^npm install(?:[^\n]|\\\n)*/gm, (line) => line.replace(NAME, `'${tarball.file}'`));

  for (const block of readBlocks()) {
    const title = `line ${block.line}: ${block.code.split('\n')[0]}`;
    switch (block.role) {
      case 'file':
        it(`${title} (${block.name})`, () => terminal.write(block.name, local(block.code)));
        break;
      case 'service':
        it(title, async () => {
          printed = await terminal.start(local(block.code));
        });
        break;
      case 'command':
        it(title, () => runs(block));
        break;
      case 'output':
        if (followsClone(block)) break;
        it(`is what was printed, ${title}`, () => assert.deepEqual(missingLines(block.code, printed), [], printed));
        break;
      default:
    }
  }

  async function runs({ code, promised }: Extract<Block, { role: 'command' }>): Promise<void> {
    collector.clear();
    const result = await terminal.run(installable(local(code)));
    printed = result.output;
    // The doctor's way to say that something is wrong.
    assert.equal(result.code, / doctor /.test(code) ? 1 : 0, printed);
    for (const word of promised) assert.ok(printed.includes(word), `${word} is not in\n${printed}`);
    if (!code.includes(COLLECTOR)) return;
    const [span = assert.fail(`no span was exported:\n${printed}`)] = collector.spans('process orders');
    assert.equal(span.resource['service.name'], 'order-worker');
    const [sent] = collector.spans('SQS.SendMessage');
    assert.deepEqual(
      span.links.map(({ spanId }) => spanId),
      [sent?.spanId],
    );
  }
});

function followsClone(output: Block): boolean {
  const blocks = readBlocks();
  return blocks[blocks.findIndex(({ line }) => line === output.line) - 1]?.role === 'clone';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
