import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startStubServer } from '../attach/stubServer';
import { PROJECT_ROOT, runJson, runNode } from '../support/fixtures';
import { type Consumer, specifierOf, startConsumer } from './consumer';
import { useWorld } from '../support/useWorld';

/** A host compiles a good deal before it starts. */
const TIMEOUT = 180_000;

describe('the packed package', () => {
  let consumer: Consumer;
  const server = useWorld(startStubServer);
  before(async () => void (consumer = await startConsumer()));
  after(() => consumer.remove());

  const env = (): Record<string, string> => ({ ENDPOINT: server.endpoint });
  const assertContextOnWire = (count: number): void => {
    const sent = server.requests.filter(({ headers }) => headers['x-amz-target'] === 'AmazonSQS.SendMessage');
    assert.equal(sent.length, count);
    for (const { body } of sent) {
      assert.match(JSON.parse(body).MessageAttributes.traceparent.StringValue, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    }
  };

  for (const file of ['worker.cjs', 'worker.mjs']) {
    it(`traces ${file}`, async () => {
      const script = consumer.use(file, 'telemetry.cjs', 'queue.cjs');
      const spans = await runJson<string[]>(script, { env: env(), cwd: consumer.app.path });
      assert.deepEqual(spans, ['SQS.SendMessage', 'SQS.DeleteMessage', 'process']);
      assertContextOnWire(1);
    });
  }

  it('has every name that require gives as a named import, too', async () => {
    // ./register starts an SDK as it loads.
    const entries = consumer.entries.filter((entry) => entry !== './register').map(specifierOf);
    const required = await runJson<string[][]>(
      consumer.app.write('names.cjs', `console.log(JSON.stringify(${list(entries, (each) => `require('${each}')`)}));`),
      { cwd: consumer.app.path },
    );
    for (const [index, entry] of entries.entries()) {
      const names = required[index] ?? [];
      assert.ok(names.length > 0, entry);
      const source = `import { ${names.join(', ')} } from '${entry}';
        console.log(JSON.stringify([${names.join(', ')}].map((each) => typeof each)));`;
      const types = await runJson<string[]>(consumer.app.write('names.mjs', source), { cwd: consumer.app.path });
      assert.ok(!types.includes('undefined'), `${entry}: ${names.join()}`);
    }
  });

  for (const file of ['handler.cjs', 'handler.mjs']) {
    it(`traces a function of Lambda that is loaded from ${file}`, async () => {
      consumer.use(file, 'telemetry.cjs', 'queue.cjs');
      const { result, spans } = await runJson<{ result: unknown; spans: string[] }>(consumer.use('lambdaRuntime.cjs'), {
        nodeOptions: ['--require', join(consumer.app.path, 'telemetry.cjs')],
        env: { ...env(), _HANDLER: `${file}#handler`, LAMBDA_TASK_ROOT: consumer.app.path },
        cwd: consumer.app.path,
      });
      assert.deepEqual(result, { batchItemFailures: [] });
      const send = 'SQS.SendMessage';
      assert.deepEqual(spans, [send, send, 'process jobs', 'process jobs', 'jobs process']);
      assertContextOnWire(2);
    });
  }

  it('traces a client under Jest', async () => {
    const test = consumer.use('jest.test.cjs', 'telemetry.cjs', 'queue.cjs');
    const config = { rootDir: consumer.app.path, testMatch: [test], cache: false, watchman: false };
    const jest = join(PROJECT_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const args = ['--ci', '--runInBand', '--config', JSON.stringify(config)];
    const { code, stdout, stderr } = await runNode(jest, { args, env: env(), timeoutMillis: TIMEOUT });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /1 passed, 1 total/);
    assertContextOnWire(1);
  }).timeout(TIMEOUT);

  it('traces clients under Vitest', async () => {
    consumer.use('vitest.test.mjs', 'telemetry.cjs', 'queue.cjs');
    consumer.app.link(['vitest']);
    const vitest = join(PROJECT_ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const args = ['run', '--root', consumer.app.path, '--pool', 'forks', 'vitest.test.mjs'];
    const { code, stdout, stderr } = await runNode(vitest, { args, env: env(), timeoutMillis: TIMEOUT });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /1 passed/);
    assertContextOnWire(2);
  }).timeout(TIMEOUT);
});

function list(entries: readonly string[], expression: (entry: string) => string): string {
  return `[${entries.map((entry) => `Object.keys(${expression(entry)})`).join(', ')}]`;
}
