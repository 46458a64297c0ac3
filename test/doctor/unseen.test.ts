import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApp } from '../../src/doctor/checkApp';
import { CHILD_ENV, DOCTOR } from '../bootstrap/children';
import { PROJECT_ROOT, runNode } from '../support/fixtures';
import type { Finding } from './ownSdk';

const MAJOR = Number.parseInt(process.versions.node, 10);
const PERMISSION = MAJOR >= 24 ? '--permission' : '--experimental-permission';
/** Long enough for the observer to look several times. */
const ENDING = 'setTimeout(() => { process.exitCode = 3; }, 1200);';

describe('an application that the doctor cannot look into', function () {
  this.timeout(60_000);

  let directory: string;
  before(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'doctor-unseen-')));
  });
  after(() => rm(directory, { recursive: true }));

  async function examine(source: string, ...options: readonly string[]): Promise<Finding[]> {
    const file = join(directory, 'app.cjs');
    await writeFile(file, source);
    const args = ['doctor', '--json', '--timeout', '30s', '--', 'node', ...options, file];
    const { stdout } = await runNode(DOCTOR, { args, env: CHILD_ENV, timeoutMillis: 50_000 });
    return (JSON.parse(stdout) as { findings: Finding[] }).findings;
  }
  const of = (findings: readonly Finding[], name: string) => findings.find(({ check }) => check === name);

  it('ends as it does without, where it may not read the doctor’s files, and says what to allow', async () => {
    const allowed = [directory, PROJECT_ROOT].map((path) => `--allow-fs-read=${join(path, '*')}`);
    const findings = await examine(ENDING, PERMISSION, ...allowed);
    assert.equal(of(findings, 'application')?.message, 'exit code 3');
    assert.match(of(findings, 'register')?.fix ?? '', /--allow-fs-write/);
  });

  it('is told so without the permission model, too', async () => {
    const findings = await checkApp({ exit: 'exit code 0', well: true, processes: [] });
    assert.match(of(findings, 'register')?.fix ?? '', /run it with Node\.js/);
  });

  it('registers a provider whose parts are frozen, or throw when somebody looks', async () => {
    const sdk = JSON.stringify(join(PROJECT_ROOT, 'node_modules', '@opentelemetry', 'sdk-trace-node'));
    const findings = await examine(`
      const { NodeTracerProvider, SimpleSpanProcessor } = require(${sdk});
      const shutdown = async () => {};
      const exporter = Object.freeze({ export: (_, done) => done({ code: 0 }), shutdown });
      const odd = new Proxy({}, { ownKeys() { throw new Error('not for you'); } });
      const processor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown, odd };
      const spanProcessors = [new SimpleSpanProcessor(exporter), Object.freeze(processor)];
      const provider = new NodeTracerProvider({ spanProcessors });
      provider.register();
      provider.getTracer('app').startSpan('work').end();
      ${ENDING}`);
    assert.equal(of(findings, 'application')?.message, 'exit code 3', JSON.stringify(findings));
  });

  it('hears from its exporter what it said, also where that cannot be read', async () => {
    const sdk = JSON.stringify(join(PROJECT_ROOT, 'node_modules', '@opentelemetry', 'sdk-trace-node'));
    const findings = await examine(`
      const { NodeTracerProvider, SimpleSpanProcessor } = require(${sdk});
      const error = { get message() { throw new Error('not for you'); } };
      const exporter = { export: (_, done) => done({ code: 1, error }), shutdown: async () => {} };
      const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      provider.register();
      let heard = false;
      exporter.export([], () => { heard = true; });
      setTimeout(() => { process.exitCode = heard ? 3 : 4; }, 1200);`);
    assert.equal(of(findings, 'application')?.message, 'exit code 3', JSON.stringify(findings));
  });
});
