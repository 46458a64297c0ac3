import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startAwsServer } from '../support/awsServer';
import { DOCTOR, PATIENTLY } from '../bootstrap/children';
import { type ChildOptions, PROJECT_ROOT, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';
import { WORKER_ENV, WorkerApp, linesOf } from './consumerHosts';

const TIMEOUT = 180_000;
const NO_CLIENT = /^\[warn\] opentelemetry-instrumentation-sqs calls of the AWS SDK are not traced.*instrumentClient/;
const NO_CONSUMER = /^\[warn\] opentelemetry-instrumentation-sqs sqs-consumer handles .*wrapMessageHandler/;
const UNTRACED = '["nothing","nothing"]';
const TRACED = '["process queue","process queue"]';

/** The ways out that the lines name, one after the other, and what is said with them. */
const STEPS = [
  { name: 'nothing', more: '', active: UNTRACED, said: [NO_CLIENT] },
  { name: 'instrumentClient', more: 'client: instrumentClient', active: UNTRACED, said: [NO_CONSUMER] },
  {
    name: 'instrumentClient and wrapMessageHandler',
    more: 'client: instrumentClient, handler: wrapMessageHandler',
    active: TRACED,
    said: [],
  },
] as const;

const source = (more: string): string => `
  const { Consumer } = require('sqs-consumer');
  const sqs = require('@aws-sdk/client-sqs');
  const { instrumentClient, wrapMessageHandler } = require('opentelemetry-instrumentation-sqs');
  const { work } = require('./work.cjs');
  const done = work({ Consumer, sqs, ${more} });`;

describe('a host that evaluates the AWS SDK itself', () => {
  const server = useWorld(startAwsServer);
  let app: WorkerApp;
  before(() => void (app = new WorkerApp()));
  after(() => app.remove());

  const run = (script: string, options: ChildOptions) =>
    runNode(script, {
      timeoutMillis: TIMEOUT,
      cwd: app.directory.path,
      ...options,
      env: { ...WORKER_ENV, ENDPOINT: server.endpoint, ...options.env },
    });
  const assertSaid = (output: string, said: readonly RegExp[]): void => {
    const lines = linesOf(output).filter((line) => line.startsWith('['));
    assert.equal(lines.length, said.length, output);
    for (const [index, expected] of said.entries()) assert.match(lines[index] ?? '', expected);
  };
  const jest = (file: string): string[] => {
    const config = {
      rootDir: app.directory.path,
      testMatch: [app.path(file)],
      setupFiles: ['./setup.cjs'],
      cache: false,
      watchman: false,
    };
    const bin = join(PROJECT_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    return [bin, '--ci', '--runInBand', '--config', JSON.stringify(config)];
  };

  for (const [index, { name, more, active, said }] of STEPS.entries()) {
    it(`Jest, with a set-up file and ${name}`, async () => {
      const file = `jest${index}.test.cjs`;
      app.write(file, `${source(more)}\ntest('works', async () => expect(await done).toEqual(${active}));`);
      const [bin = '', ...args] = jest(file);
      const { code, stdout, stderr } = await run(bin, { args });
      assert.equal(code, 0, stdout + stderr);
      assertSaid(stdout + stderr, said);
    }).timeout(TIMEOUT);

    it(`a bundle, minified, with ${name}`, async () => {
      const entry = app.write(`entry${index}.cjs`, source(more));
      const outfile = app.path(`bundle${index}.cjs`);
      const esbuild = join(PROJECT_ROOT, 'node_modules', 'esbuild', 'bin', 'esbuild');
      const args = ['--bundle', '--minify', '--platform=node', '--external:@opentelemetry/*', `--outfile=${outfile}`];
      const built = spawnSync(esbuild, [entry, ...args, '--log-level=error'], { encoding: 'utf8' });
      assert.equal(built.stderr, '');
      const { stdout, stderr } = await run(outfile, { nodeOptions: ['--require', './setup.cjs'] });
      assert.equal(stdout.trim(), active, stderr);
      assertSaid(stderr, said);
    });
  }

  it('fails the doctor, until each client is passed on', async () => {
    const doctor = (file: string, more: string) => {
      app.write(file, `${source(more)}\ntest('works', async () => expect(await done).toHaveLength(2));`);
      return run(DOCTOR, { args: ['doctor', ...PATIENTLY, '--', 'node', ...jest(file)] });
    };
    const failed = await doctor('doctored.test.cjs', '');
    assert.match(failed.stdout, /^FAIL {2}clients: calls of the AWS SDK are not traced.*\n +fix: .*instrumentClient/m);
    assert.equal(failed.code, 1);
    const { stdout } = await doctor('healthy.test.cjs', 'client: instrumentClient');
    assert.doesNotMatch(stdout, /^FAIL {2}clients/m);
  }).timeout(TIMEOUT);
});
