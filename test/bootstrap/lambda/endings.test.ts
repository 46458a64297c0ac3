import assert from 'node:assert/strict';
import { join } from 'node:path';
import { installNode } from '../../compat/install';
import { fixture } from '../../support/fixtures';
import { type Collector, startCollector, startSilentCollector } from '../collector';
import { type FunctionOptions, invoke, invokeTraced } from './functions';

const THREADS = fixture(join('lambda', 'threads.mjs'));

/** How a process ends with an invocation in it. */
const ENDINGS = {
  'process.exit()': 'process.exit(3);',
  'process.exit(0)': 'setTimeout(() => process.exit(0), 5); await new Promise(() => {});',
  'process.exit() without listeners': 'process.removeAllListeners("exit"); process.exit(4);',
  'an error that nobody catches':
    'setTimeout(() => { throw new RangeError("lost"); }, 5); await new Promise(() => {});',
  'a rejection that nobody handles':
    'Promise.reject(new Error("lost")); await new Promise((done) => setTimeout(done, 50));',
};

describe('register, where a Lambda function', () => {
  let collector: Collector;
  before(async () => void (collector = await startCollector()));
  afterEach(() => collector.clear());
  after(() => collector.stop());

  for (const major of [20, 24]) {
    for (const [what, code] of Object.entries(ENDINGS)) {
      it(`ends its process by ${what}, exports the spans of the invocation, on Node.js ${major}`, async () => {
        const options: FunctionOptions = {
          handler: 'index.handler',
          files: { 'index.js': `exports.handler = async () => { ${code} };` },
          node: await installNode(major),
          env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' },
        };
        const [plain, traced] = await Promise.all([invoke(options), invokeTraced(collector, options)]);
        assert.equal(traced.code, plain.code);
        assert.equal(traced.stdout, plain.stdout);
        assert.deepEqual(
          collector.spans().map(({ name, attributes }) => [name, attributes['error.type']]),
          ['process orders', 'process orders', 'orders process'].map((name) => [name, 'Runtime.ExitError']),
        );
      });
    }

    it(`never answers, sees the same end of the event loop, on Node.js ${major}`, async () => {
      const options: FunctionOptions = {
        handler: 'index.handler',
        files: {
          'index.js': `process.on('beforeExit', () => console.log('beforeExit'));
                       exports.handler = () => new Promise(() => {});`,
        },
        node: await installNode(major),
        env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' },
      };
      const [plain, traced] = await Promise.all([invoke(options), invokeTraced(collector, options)]);
      assert.equal(traced.stdout, plain.stdout);
      assert.deepEqual([traced.code, traced.stderr], [plain.code, plain.stderr]);
      assert.equal(collector.spans('process orders').length, 2);
    });

    it(`has ten listeners for the end of its process, is not warned of one more, on Node.js ${major}`, async () => {
      const options: FunctionOptions = {
        handler: 'index.handler',
        files: {
          'index.js': `const add = (event) => { while (process.listenerCount(event) < 10) process.on(event, () => {}); };
                       add('exit'); add('beforeExit');
                       exports.handler = async () => 'done';`,
        },
        node: await installNode(major),
        env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' },
      };
      const [plain, traced] = await Promise.all([invoke(options), invokeTraced(collector, options)]);
      assert.deepEqual([traced.code, traced.stderr], [0, plain.stderr]);
    });

    it(`ends its process, and no collector answers, is not held past its time, on Node.js ${major}`, async () => {
      const silent = await startSilentCollector();
      try {
        const traced = await invokeTraced(silent, {
          handler: 'index.handler',
          files: { 'index.js': 'exports.handler = async () => process.exit(3);' },
          node: await installNode(major),
          env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', REMAINING: '1000', OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '10m' },
        });
        assert.equal(traced.code, 3);
        assert.match(traced.stderr, /3 spans were not exported/);
      } finally {
        await silent.stop();
      }
    });

    for (const [file, source] of Object.entries({
      'index.js': 'exports.handler = async () => "done";',
      'index.mjs': 'export const handler = async () => "done";',
    })) {
      it(`serves several invocations at once, in threads, traces ${file}, on Node.js ${major}`, async () => {
        const options: FunctionOptions = {
          handler: 'index.handler',
          files: { [file]: source },
          node: await installNode(major),
          runtime: THREADS,
          env: { AWS_LAMBDA_MAX_CONCURRENCY: '4' },
        };
        const [plain, traced] = await Promise.all([invoke(options), invokeTraced(collector, options)]);
        assert.deepEqual([traced.code, traced.stdout, traced.stderr], [0, plain.stdout, plain.stderr]);
        assert.equal(collector.spans('process orders').length, 2);
      });
    }
  }
});
