import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fallbackServiceName, isEsModule } from '../../src/bootstrap/appPackage';
import { withEnv } from '../../src/bootstrap/env';
import { resolveSettings } from '../../src/bootstrap/settings';
import { fixture } from '../support/fixtures';

describe('the name of a service', () => {
  let application: string;
  before(() => {
    application = mkdtempSync(join(tmpdir(), 'named-'));
    mkdirSync(join(application, 'dist', 'bin'), { recursive: true });
  });
  after(() => rmSync(application, { recursive: true }));

  const describeAs = (content: object): void =>
    writeFileSync(join(application, 'package.json'), JSON.stringify(content));

  it('is that of the nearest package above the entry file', () => {
    describeAs({ name: 'orders' });
    const entry = join(application, 'dist', 'bin', 'main.js');
    assert.deepEqual(fallbackServiceName(entry), { name: 'orders', source: 'package.json' });
    for (const name of ['', 5, undefined]) {
      describeAs({ name });
      assert.deepEqual(fallbackServiceName(entry), { name: 'main', source: 'the entry file' });
    }
  });

  it('comes with where it comes from, by what counts more', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=listed', AWS_LAMBDA_FUNCTION_NAME: 'resize' };
    assert.deepEqual(resolveSettings({ ...env, OTEL_SERVICE_NAME: 'set' }, 'given', 'own').service, {
      name: 'given',
      source: 'options',
    });
    assert.deepEqual(resolveSettings(env, undefined, 'own').service, {
      name: 'listed',
      source: 'OTEL_RESOURCE_ATTRIBUTES',
    });
    // The name of something else is none.
    const other = { ...env, OTEL_RESOURCE_ATTRIBUTES: 'upstream.service.name=other' };
    assert.deepEqual(resolveSettings(other, undefined, 'own').service, { name: 'own', source: 'the resource' });
    assert.deepEqual(resolveSettings(other).service, { name: 'resize', source: 'AWS_LAMBDA_FUNCTION_NAME' });
    const guessed = withEnv({ pm_exec_path: fixture('bootstrap/named-app/app.cjs') }, () => resolveSettings({}));
    assert.deepEqual(guessed.service, { name: 'order-worker', source: 'package.json' });
  });
});

describe('an entry file is an ES module', () => {
  it('by its extension, and else by its package', () => {
    const inPackage = (name: string): string => join(fixture('bootstrap/named-app-esm'), name);
    assert.deepEqual(
      ['app.js', 'app.ts', 'app.cjs', 'app.json', 'app.mjs'].map((name) => isEsModule(inPackage(name))),
      [true, true, false, false, true],
    );
    assert.deepEqual(
      ['/nowhere/app.js', '/nowhere/app.mts', '/nowhere/app'].map((entry) => isEsModule(entry)),
      [false, true, false],
    );
  });
});
