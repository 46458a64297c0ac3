import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { resolveSettings } from '../../src/bootstrap/settings';
import type { Finding } from '../../src/doctor/finding';
import { withoutPackages } from '../bootstrap/hiddenPackages';
import { checkInstalled } from '../../src/doctor/checkInstalled';

const CLIENT = '@aws-sdk/client-sqs';
const API = '@opentelemetry/api';

describe('what the doctor finds installed', () => {
  let directory: string;
  beforeEach(() => void (directory = realpathSync(mkdtempSync(join(tmpdir(), 'doctor-installed-')))));
  afterEach(() => rmSync(directory, { recursive: true }));

  function manifest(path: string, name: string, version: string, dependencies: readonly string[] = []): void {
    mkdirSync(join(directory, path), { recursive: true });
    const content = { name, version, dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])) };
    writeFileSync(join(directory, path, 'package.json'), JSON.stringify(content));
  }

  const found = (project: string): string[] =>
    checkInstalled(resolveSettings({}), join(directory, project))
      .filter(({ check }) => ['aws sdk', 'copies', 'generations'].includes(check))
      .map(({ level, message }) => `${level} ${message}`);

  it('is what a workspace has above it, and not what its neighbours have', () => {
    manifest('.', 'root', '1.0.0', [API]);
    manifest(`node_modules/${API}`, API, '1.9.1');
    manifest(`node_modules/${CLIENT}`, CLIENT, '3.1169.0');
    manifest('packages/worker', 'worker', '1.0.0', [CLIENT]);
    manifest('packages/old', 'old', '1.0.0', [API]);
    manifest(`packages/old/node_modules/${API}`, API, '1.8.0');
    symlinkSync(join(directory, 'packages/old'), join(directory, 'node_modules/old'), 'dir');
    assert.deepEqual(found('packages/worker'), [
      `pass one copy of ${API} (1.9.1 in ../../node_modules/${API})`,
      `pass ${CLIENT}@3.1169.0`,
    ]);
  });

  it('is what pnpm has behind its links', () => {
    const store = (name: string, version: string): string => `node_modules/.pnpm/${name}@${version}/node_modules`;
    const link = (from: string, name: string, version: string): void => {
      mkdirSync(dirname(join(directory, from, name)), { recursive: true });
      symlinkSync(join(directory, store(name, version), name), join(directory, from, name), 'dir');
    };
    manifest('.', 'worker', '1.0.0', [CLIENT, API, 'tool']);
    manifest(`${store(CLIENT, '3.1169.0')}/${CLIENT}`, CLIENT, '3.1169.0');
    manifest(`${store(API, '1.9.1')}/${API}`, API, '1.9.1');
    manifest(`${store(API, '1.8.0')}/${API}`, API, '1.8.0');
    manifest(`${store('tool', '1.0.0')}/tool`, 'tool', '1.0.0', [API]);
    link('node_modules', CLIENT, '3.1169.0');
    link('node_modules', API, '1.9.1');
    link('node_modules', 'tool', '1.0.0');
    link(store('tool', '1.0.0'), API, '1.8.0');
    const [copies, client] = found('.');
    assert.match(copies ?? '', /1\.9\.1 in .*1\.8\.0 in |1\.8\.0 in .*1\.9\.1 in /);
    assert.equal(client, `pass ${CLIENT}@3.1169.0`);
  });

  it('misses the package of a propagator', () => {
    const settings = resolveSettings({ OTEL_PROPAGATORS: 'xray' });
    const name = '@opentelemetry/propagator-aws-xray';
    const missing = withoutPackages([name], () => checkInstalled(settings));
    const messages = (findings: readonly Finding[]): string[] =>
      findings.filter(({ check }) => check === 'propagators').map(({ level, message }) => `${level} ${message}`);
    assert.deepEqual(messages(missing), [`fail ${name} is not installed`]);
    assert.deepEqual(messages(checkInstalled(settings)), []);
  });

  it('says where there is nothing to trace', () => {
    assert.deepEqual(found('nothing-here'), ['warn no @aws-sdk client is installed here']);
  });
});
