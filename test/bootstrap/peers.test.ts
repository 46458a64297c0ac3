import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadedCopies } from '../../src/bootstrap/copies';
import { withEnv } from '../../src/bootstrap/env';
import { findPeer, loadPeer, versionOf } from '../../src/bootstrap/peers';
import { messageOf } from '../../src/bootstrap/problem';
import { withPackageAt, withoutPackages } from './hiddenPackages';

describe('packages that the application has beside this one', () => {
  let application: string;
  before(async () => void (application = await mkdtemp(join(tmpdir(), 'peers-'))));
  after(() => rm(application, { recursive: true }));

  async function install(name: string, files: Record<string, string>): Promise<string> {
    const directory = join(application, 'node_modules', name);
    await mkdir(directory, { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(join(directory, file), content);
    return join(directory, 'index.js');
  }

  /** Loads it as if the application had been started from its own directory. */
  const load = (name: string): Record<string, unknown> =>
    withEnv({ pm_exec_path: join(application, 'app.js') }, () => loadPeer(name, 'the test'));

  it('are found where the application starts', async () => {
    const file = await install('some-exporter', {
      'index.js': 'exports.answer = 42',
      'package.json': '{ "name": "some-exporter", "version": "1.2.3" }',
    });
    assert.deepEqual(load('some-exporter'), { answer: 42 });
    const found = withEnv({ pm_exec_path: join(application, 'app.js') }, () => findPeer('some-exporter'));
    assert.equal(found, await realpath(file));
    assert.equal(versionOf('some-exporter', file), '1.2.3');
    assert.equal(versionOf('another-exporter', file), undefined);
    const odd = await install('odd-exporter', { 'package.json': '{ "name": "odd-exporter", "version": 7 }' });
    assert.equal(versionOf('odd-exporter', odd), undefined);
  });

  it('are found without an SDK, too', () => {
    withoutPackages(['@opentelemetry/sdk-node'], () => {
      assert.equal(findPeer('@opentelemetry/sdk-node'), undefined);
      assert.match(findPeer('@opentelemetry/core') ?? '', /core/);
    });
  });

  it('are named when they are missing', () => {
    assert.throws(() => load('no-such-exporter'), {
      name: 'MissingPackage',
      packageName: 'no-such-exporter',
      message: 'no-such-exporter is not installed, and the test needs it: npm install no-such-exporter',
    });
  });

  it('are told apart from a package that one of them lacks', async () => {
    await install('half-an-exporter', { 'index.js': "require('@scope/protocol/encoder')" });
    assert.throws(() => load('half-an-exporter'), { name: 'MissingPackage', packageName: '@scope/protocol' });
    await install('another-half', { 'index.js': "require('its-protocol/encoder')" });
    assert.throws(() => load('another-half'), { name: 'MissingPackage', packageName: 'its-protocol' });
  });

  it('are those that the SDK itself has, where it has them, so that generations do not mix', async () => {
    await install('shared-part', { 'index.js': "exports.of = 'the application'" });
    const sdk = await install('its-sdk', { 'index.js': '' });
    await install('its-sdk/node_modules/shared-part', { 'index.js': "exports.of = 'the SDK'" });
    assert.deepEqual(load('shared-part'), { of: 'the application' });
    assert.deepEqual(
      withPackageAt('@opentelemetry/sdk-node', sdk, () => load('shared-part')),
      { of: 'the SDK' },
    );
  });

  it('may fail by themselves, which is told as it is', async () => {
    await install('broken-exporter', { 'index.js': "throw new TypeError('wrong platform')" });
    assert.throws(() => load('broken-exporter'), new TypeError('wrong platform'));
  });

  it('are told with their versions once they are loaded, as far as these are known', async () => {
    await install('known-copy', { 'index.js': '', 'package.json': '{ "name": "known-copy", "version": "3.2.1" }' });
    await install('odd-copy', { 'index.js': '' });
    load('known-copy');
    load('odd-copy');
    // Only now, for Node.js from version 22 on loads nothing beside such a file.
    await install('odd-copy', { 'package.json': '["no object"]' });
    assert.deepEqual(
      loadedCopies(['known-copy', 'odd-copy']).map(({ name, version }) => `${name}@${version}`),
      ['known-copy@3.2.1', 'odd-copy@unknown'],
    );
  });
});

describe('the message of anything thrown', () => {
  it('is one line', () => {
    assert.equal(messageOf(new Error('first\nRequire stack:\n- second')), 'first');
    assert.equal(messageOf(new TypeError('')), 'TypeError');
    assert.equal(messageOf('text\r\nmore'), 'text');
    assert.equal(messageOf(undefined), 'undefined');
  });
});
