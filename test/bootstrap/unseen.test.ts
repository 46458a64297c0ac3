import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { mock } from 'node:test';
import { Batcher } from '../../src/bootstrap/outlet/batcher';
import { runBoth } from '../support/differential';
import { fixture, runNode } from '../support/fixtures';

const SOURCE = join(__dirname, '..', '..', 'src');
const WARNING = /MaxListenersExceededWarning/;

describe('what an application does not see of register', () => {
  for (const event of ['exit', 'beforeExit', 'worker']) {
    it(`no listener of ours counts: ${event}`, async () => {
      const env = {
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      };
      const run = (count: string): ReturnType<typeof runBoth> =>
        runBoth(fixture('listeners.cjs'), { args: [event, count], env, preload: '--require' });
      const [ten, eleven] = await Promise.all([run('10'), run('11')]);
      assert.deepEqual(ten.traced, ten.plain);
      assert.doesNotMatch(ten.plain.stderr, WARNING);
      assert.match(eleven.plain.stderr, WARNING);
      assert.match(eleven.traced.stderr, WARNING);
    });
  }

  it('a signal that the kernel ignores is watched again', async () => {
    const env = { SIGNALS: join(SOURCE, 'bootstrap', 'signals.js') };
    const { code, signal, stdout } = await runNode(fixture('endings/ignored.cjs'), { env });
    assert.deepEqual([code, signal], [0, null]);
    assert.deepEqual(stdout.trim().split('\n'), ['sent', 'sent', 'arrived', 'arrived']);
  });

  it('nobody reads stderr: what is said there ends no application', async () => {
    const child = spawn(process.execPath, [fixture('brokenStderr.cjs')], {
      env: { ...process.env, WRITE_TO: join(SOURCE, 'diagnostics', 'writeTo.js') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.destroy();
    let stdout = '';
    child.stdout.on('data', (text: Buffer) => void (stdout += text.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, stdout], [0, 'lives\n']);
  });

  it('timers that are replaced by a test of the application are none of ours', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate'] });
    try {
      const exported = await new Promise<readonly string[]>((resolve) => {
        const batcher = new Batcher<string>(
          { export: (items) => resolve(items), shutdown: async () => {} },
          { scheduledDelayMillis: 1, maxQueueSize: 2, maxExportBatchSize: 2, exportTimeoutMillis: 1 },
        );
        batcher.add('an item');
      });
      assert.deepEqual(exported, ['an item']);
    } finally {
      mock.timers.reset();
    }
  });

  it('a hook of the application for ES modules is the first one, and keeps what it includes', async () => {
    const { plain, traced } = await runBoth(fixture('ownHook.mjs'), { nodeOptions: ['--no-deprecation'] });
    assert.equal(plain.stdout, 'seen node:path\n');
    assert.deepEqual(traced, plain);
  });

  it('modules are imported where there is no WebAssembly', async () => {
    const { plain, traced } = await runBoth(fixture('namedImports.mjs'), { nodeOptions: ['--jitless'] });
    assert.equal(plain.stdout, 'SQSClient SendMessageCommand\n');
    assert.deepEqual(traced, plain);
  });
});
