import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApp } from '../../src/doctor/checkApp';
import { type AppRun, runApp } from '../../src/doctor/runApp';
import { DOCTOR_DIRECTORY } from '../../src/bootstrap/doctorDirectory';
import { bundleAmong } from '../../src/doctor/bundle';
import type { AppProcess } from '../../src/doctor/reports';
import { runNode } from '../support/fixtures';
import { CHILD_ENV, DOCTOR, REGISTER } from '../bootstrap/children';

const LIMIT = 15_000;

/** What a bundle has in it. */
const TRACES_OF_SDK = '// aws-sdk-js middlewareStack\n';

describe('an application that the doctor runs', () => {
  let directory: string;
  let variables: [name: string, value: string | undefined][];
  before(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'doctor-run-')));
    // The application inherits the doctor's environment.
    const own = { ...CHILD_ENV, OTEL_TRACES_EXPORTER: 'none' };
    variables = [...Object.keys(own), 'NODE_OPTIONS'].map((name) => [name, process.env[name]]);
    Object.assign(process.env, own);
    delete process.env['NODE_OPTIONS'];
  });
  after(async () => {
    for (const [name, value] of variables) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(directory, { recursive: true });
  });

  async function write(name: string, source: string): Promise<string> {
    const file = join(directory, name);
    await writeFile(file, source);
    return file;
  }
  const only = ({ processes }: AppRun): AppProcess => {
    assert.equal(processes.length, 1);
    return processes[0] as AppProcess;
  };
  const bundleOf = (run: AppRun): string | undefined => bundleAmong(only(run).seen);

  it('reports without a file of its own, and is ended when its time is up', async () => {
    const [run, endless] = await Promise.all([
      runApp(['node', '-e', 'process.exitCode = 3'], LIMIT),
      runApp(['node', '-e', 'setInterval(() => {}, 1000)'], 1000),
    ]);
    assert.equal(run.exit, 'exit code 3');
    const { seen, told } = only(run);
    assert.deepEqual([seen.entry, told, bundleOf(run)], [undefined, undefined, undefined]);
    assert.deepEqual([run.well, endless.well], [false, true]);
    assert.equal(endless.exit, 'ran until its time was up, then ended by SIGTERM');
  });

  it('ends of itself as it does without, with an SDK of its own', async () => {
    const sdk = JSON.stringify(require.resolve('@opentelemetry/sdk-trace-node'));
    const end = (name: string, more: string): Promise<string> =>
      write(
        `${name}.cjs`,
        `const { appendFileSync } = require('node:fs');
         const { BatchSpanProcessor, NodeTracerProvider } = require(${sdk});
         const note = (text) => appendFileSync(process.argv[2], text + ' ');
         const exporter = {
           export: (spans, done) => setTimeout(() => { note('exported'); done({ code: 0 }); }, 50),
           shutdown: async () => {}, forceFlush: async () => {},
         };
         const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
         provider.register();
         provider.getTracer('app').startSpan('work').end();
         process.on('beforeExit', () => note('beforeExit'));
         process.on('exit', (code) => note('exit ' + code));
         process.exitCode = 3;
         ${more}`,
      );
    const both = async (name: string, more: string): Promise<[string, string, AppRun]> => {
      const file = await end(name, more);
      const [without, withDoctor] = [join(directory, `${name}.1`), join(directory, `${name}.2`)];
      await runNode(file, { args: [without] });
      const run = await runApp(['node', file, withDoctor], LIMIT);
      return [readFileSync(without, 'utf8'), readFileSync(withDoctor, 'utf8'), run];
    };
    const ownEnd = "process.once('beforeExit', () => void provider.shutdown());";
    const [without, withDoctor, run] = await both('flushing', ownEnd);
    assert.equal(without, 'beforeExit exported beforeExit exit 3 ');
    assert.equal(withDoctor, without);
    const { spans, exporters, ofItself } = only(run).seen;
    assert.deepEqual([spans.late, exporters[0]?.exported, ofItself], [0, 1, true]);

    // What the application loses, the doctor follows, and says so.
    const [lost, followed, late] = await both('losing', '');
    assert.equal(lost, 'beforeExit exit 3 ');
    assert.equal(followed, 'beforeExit exported exit 3 ');
    assert.deepEqual([only(late).seen.spans.late, late.exit], [1, 'exit code 3']);
  });

  it('is not said to run on where its last export alone does', async () => {
    const sdk = JSON.stringify(require.resolve('@opentelemetry/sdk-trace-node'));
    const file = await write(
      'waiting.cjs',
      `const { BatchSpanProcessor, NodeTracerProvider } = require(${sdk});
       const shutdown = async () => {};
       const exporter = { export: (spans, done) => setTimeout(done, 3000, { code: 0 }), shutdown };
       new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }).register();`,
    );
    const run = await runApp(['node', file], 2000);
    assert.deepEqual([run.exit, run.well], ['exit code 0', true]);
  });

  it('shows no credentials of a URL that an exporter fails on', async () => {
    const sdk = JSON.stringify(require.resolve('@opentelemetry/sdk-trace-node'));
    const file = await write(
      'failing.cjs',
      `const { NodeTracerProvider, SimpleSpanProcessor } = require(${sdk});
       const url = 'https://me:hunter2@backend.invalid/v1?token=T0K3N';
       const exporter = { url, shutdown: async () => {}, export: (spans, done) =>
         done({ code: 1, error: new Error('request to ' + url + ' failed') }) };
       const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
       provider.register();
       provider.getTracer('app').startSpan('work').end();`,
    );
    const [exporter] = only(await runApp(['node', file], LIMIT)).seen.exporters;
    assert.equal(exporter?.error, 'request to https://***@backend.invalid/v1?token=*** failed');
    assert.equal(exporter.destination, 'https://***@backend.invalid/v1?token=***');
  });

  it('leaves nothing behind where its terminal is closed', async () => {
    const file = await write('endless.cjs', "console.log('pid ' + process.pid); setInterval(() => {}, 1000);");
    const child = spawn(process.execPath, [DOCTOR, 'doctor', '--timeout', '60s', '--', 'node', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (data) => void (stdout += String(data)));
    const [data] = (await once(child.stderr, 'data')) as [Buffer];
    const pid = Number(/pid (\d+)/.exec(String(data))?.[1]);
    child.kill('SIGHUP');
    await once(child, 'close');
    assert.match(stdout, /application: ran until the doctor was interrupted, then ended by SIGTERM/);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  it('says whether it did not start, failed, or had no time', async () => {
    const trouble = async (command: string[], limit = LIMIT): Promise<AppRun['trouble']> =>
      (await runApp(command, limit)).trouble;
    assert.equal(await trouble([join(directory, 'nothing-here')]), 'not started');
    assert.equal(await trouble(['node', '-e', 'process.exit(2)']), 'failed');
    assert.equal(await trouble(['node', '-e', 'setInterval(() => {}, 1000)'], 1000), 'time was up');
    assert.equal(await trouble(['node', '-e', '']), undefined);
  });

  it('is taken for a bundle where its file has the SDK in it, as far as that can be read', async () => {
    const bundled = await write('bundled.cjs', TRACES_OF_SDK);
    const gone = await write('gone.cjs', `${TRACES_OF_SDK}require('node:fs').unlinkSync(__filename);`);
    const runs = await Promise.all([bundled, gone].map((file) => runApp(['node', file], LIMIT)));
    assert.deepEqual(runs.map(bundleOf), [bundled, undefined]);
  });

  it('is told the option of Next.js for a bundle that Next.js has made', async () => {
    await mkdir(join(directory, '.next', 'server'), { recursive: true });
    const fixes = await Promise.all(
      ['plain.cjs', join('.next', 'server', 'page.cjs')].map(async (name) => {
        const findings = await checkApp(await runApp(['node', await write(name, TRACES_OF_SDK)], LIMIT));
        return findings.find(({ check }) => check === 'bundle')?.fix ?? '';
      }),
    );
    assert.deepEqual(
      fixes.map((fix) => /serverExternalPackages|--packages=external/.exec(fix)?.[0]),
      ['--packages=external', 'serverExternalPackages'],
    );
  });

  it('is not searched for the SDK where its file is too large for that', async () => {
    const huge = await write('huge.cjs', TRACES_OF_SDK);
    await truncate(huge, 51_000_000);
    // A process manager names the application, and starts a file of its own.
    process.env['pm_exec_path'] = huge;
    try {
      assert.equal(bundleOf(await runApp(['node', '-e', ''], LIMIT)), undefined);
    } finally {
      delete process.env['pm_exec_path'];
    }
  });

  it('is told of a client package in which nothing can be attached', async () => {
    const client = join(directory, 'node_modules', '@aws-sdk', 'client-odd');
    await mkdir(join(client, 'dist-cjs'), { recursive: true });
    const content = { name: '@aws-sdk/client-odd', version: '3.1.0', main: 'dist-cjs/index.js' };
    await writeFile(join(client, 'package.json'), JSON.stringify(content));
    await writeFile(join(client, 'dist-cjs', 'index.js'), 'exports.answer = 42;');
    const { seen } = only(await runApp(['node', await write('odd.cjs', "require('@aws-sdk/client-odd');")], LIMIT));
    assert.deepEqual(seen.clients, [{ path: join(client, 'dist-cjs', 'index.js'), attached: false, early: false }]);
  });

  it('does not notice where the doctor has left', async () => {
    const result = await runNode(await write('quiet.cjs', ''), {
      nodeOptions: ['--require', REGISTER],
      env: { [DOCTOR_DIRECTORY]: join(directory, 'nobody-here') },
    });
    assert.deepEqual(result, { code: 0, signal: null, stdout: '', stderr: '' });
  });
});
