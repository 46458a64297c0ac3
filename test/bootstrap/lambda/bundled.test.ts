import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startStubServer } from '../../attach/stubServer';
import { blocksOf } from '../../docs/repository';
import { WrittenProgram } from '../../modules/program';
import { PROJECT_ROOT, runNode } from '../../support/fixtures';
import { useWorld } from '../../support/useWorld';
import { type Collector, startCollector } from '../collector';
import { type Invocation, invoke, invokeTraced, sqsRecord } from './functions';

const HANDLER = `
  import { SQSClient } from '@aws-sdk/client-sqs';
  import { own } from './own.mjs';
  export const handler = async (event) => ({ own: own(event), client: new SQSClient({ region: 'eu-west-1' }).config.serviceId });`;
const OWN = 'export const own = (event) => event.Records.length;';

describe('a function that a bundler made', () => {
  let collector: Collector;
  const server = useWorld(startStubServer);

  before(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.clear());
  after(() => collector.stop());

  it('by the script of docs/lambda.md: its handler is traced', async () => {
    const [script = assert.fail()] = blocksOf('docs/lambda.md', 'js');
    const esbuild = JSON.stringify(join(PROJECT_ROOT, 'node_modules', 'esbuild', 'lib', 'main.js'));
    const runnable = script.replace("'esbuild'", esbuild);
    assert.notEqual(runnable, script);
    const program = new WrittenProgram({ 'build.mjs': runnable, 'index.mjs': HANDLER, 'own.mjs': OWN }, {});
    try {
      const built = await runNode(join(program.directory, 'build.mjs'), { cwd: program.directory });
      assert.equal(built.code, 0, built.stderr);
      const options = {
        handler: 'dist/index.handler',
        files: {},
        env: { LAMBDA_TASK_ROOT: program.directory, NODE_PATH: join(PROJECT_ROOT, 'node_modules') },
      };
      const plain = await invoke(options);
      const traced = await invokeTraced(collector, options);
      assert.equal(traced.stdout, plain.stdout, traced.stderr);
      assert.deepEqual((JSON.parse(plain.stdout) as Invocation).result, { own: 2, client: 'SQS' });
      assert.equal(collector.spans('process orders').length, 2);
    } finally {
      program.remove();
    }
  });

  it('with everything in it, as in examples/lambda: its handler and its client are traced', async () => {
    const program = new WrittenProgram({}, {});
    try {
      await build({
        entryPoints: [join(PROJECT_ROOT, 'examples', 'lambda', 'bundled.ts')],
        outfile: join(program.directory, 'index.js'),
        bundle: true,
        platform: 'node',
        minify: true,
        logLevel: 'error',
      });
      const { stdout, stderr } = await invoke({
        handler: 'index.handler',
        files: {},
        event: { Records: [sqsRecord('a')] },
        env: {
          LAMBDA_TASK_ROOT: program.directory,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'x',
          AWS_SECRET_ACCESS_KEY: 'x',
          AWS_ENDPOINT_URL: server.endpoint,
          QUEUE_URL: `${server.endpoint}/123456789012/orders`,
        },
      });
      assert.equal((JSON.parse(stdout) as Invocation).error, undefined, stderr);
      const [processed] = collector.spans('process orders');
      const [sent] = collector.spans('SQS.SendMessage');
      assert.equal(sent?.parentSpanId, processed?.spanId);
      assert.equal(sent?.resource['service.name'], 'shop');
    } finally {
      program.remove();
    }
  });
});
