import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { version } from '@aws-sdk/client-sqs/package.json';
import { versionOfPackage } from '../../src/attach/packageVersion';
import { SdkLayout } from './sdkLayout';

/** What a package exports that is loaded here, by name. */
type Exports = Readonly<Record<string, object>>;

const BASE = '@smithy/smithy-client';
const CLIENT = `
  const { Client } = require('${BASE}/dist-cjs/index.js');
  exports.ThingsClient = class ThingsClient extends Client {};
  exports.ListThingsCommand = class ListThingsCommand {};
  exports.none = null;`;

describe('the version of the package that a client class is from', () => {
  let layout: SdkLayout;
  let loaded: string[];
  beforeEach(() => {
    layout = new SdkLayout();
    loaded = [];
    layout.add(BASE, 'exports.Client = class Client { send() {} destroy() {} };');
  });
  afterEach(() => {
    for (const path of loaded) Reflect.deleteProperty(require.cache, path);
    layout.remove();
  });

  const load = (name: string, source: string, manifest: string): Exports => {
    layout.add(name, source);
    const file = join('node_modules', name, 'package.json');
    layout.write(file, manifest);
    const entry = join(layout.directory, 'node_modules', name, 'dist-cjs', 'index.js');
    loaded.push(entry, join(layout.directory, 'node_modules', BASE, 'dist-cjs', 'index.js'));
    return createRequire(entry)(entry) as Exports;
  };
  const things = (manifest: string): object => {
    const { ThingsClient = assert.fail() } = load('@aws-sdk/client-things', CLIENT, manifest);
    return ThingsClient;
  };

  it('is that of the SDK which is installed', () => {
    assert.equal(versionOfPackage(SQSClient), version);
  });

  it('is that of the class which it extends, however far', () => {
    const ThingsClient = things('{"version":"3.7.1"}') as new () => object;
    class OwnClient extends ThingsClient {}
    class OwnestClient extends OwnClient {}
    assert.equal(versionOfPackage(OwnestClient), '3.7.1');
    assert.equal(versionOfPackage(ThingsClient), '3.7.1');
  });

  it('is that of the document client, which is no `client-…`', () => {
    const { Document = assert.fail() } = load(
      '@aws-sdk/lib-dynamodb',
      'exports.Document = class {};',
      '{"version":"4"}',
    );
    assert.equal(versionOfPackage(Document), '4');
  });

  it('is not that of a package which exports the base class of all clients, too', () => {
    const source = `${CLIENT} exports.Client = Client;`;
    load('@aws-sdk/client-other', source, '{"version":"3.0.0"}');
    const path = join(layout.directory, 'node_modules', BASE, 'dist-cjs', 'index.js');
    const { Client } = createRequire(path)(path) as { Client: new () => object };
    assert.equal(versionOfPackage(class OwnClient extends Client {}), undefined);
    assert.equal(versionOfPackage(Client), undefined);
  });

  it('is that of the package which was loaded first, of two that export a class', () => {
    const { ThingsClient = assert.fail() } = load('@aws-sdk/client-first', CLIENT, '{"version":"1.0.0"}');
    load(
      '@aws-sdk/client-second',
      "module.exports = require('@aws-sdk/client-first/dist-cjs/index.js');",
      '{"version":"2.0.0"}',
    );
    assert.equal(versionOfPackage(ThingsClient), '1.0.0');
  });

  it('is not known of classes that come from elsewhere', () => {
    const inside = (path: string, source: string): Exports => {
      const file = layout.write(join('node_modules', path), source);
      loaded.push(file);
      return createRequire(file)(file) as Exports;
    };
    layout.write('node_modules/@aws-sdk/client-things/package.json', '{"version":"3.0.0"}');
    layout.write('node_modules/@aws-sdk/other/package.json', '{"version":"3.0.0"}');
    const { Part = assert.fail() } = inside('@aws-sdk/client-things/dist-cjs/part.js', 'exports.Part = class {};');
    const { Other = assert.fail() } = inside('@aws-sdk/other/dist-cjs/index.js', 'exports.Other = class {};');
    for (const each of [Part, Other, Date, Date.bind(undefined), () => 1, {}]) {
      assert.equal(versionOfPackage(each), undefined);
    }
  });

  it('is found beside packages that export nothing', () => {
    load('@aws-sdk/client-nothing', 'module.exports = null;', '{"version":"1.0.0"}');
    load('@aws-sdk/client-undefined', 'module.exports = undefined;', '{"version":"1.0.0"}');
    assert.equal(versionOfPackage(things('{"version":"3.7.1"}')), '3.7.1');
  });

  it('is not known where the package does not tell it', () => {
    for (const manifest of [undefined, '', 'null', '7', '{}', '{"version":7}', '{"version"']) {
      // Some releases of Node.js load nothing beside a file that is no JSON.
      const ThingsClient = things('{}');
      const path = layout.write('node_modules/@aws-sdk/client-things/package.json', manifest ?? '');
      if (manifest === undefined) rmSync(path);
      assert.equal(versionOfPackage(ThingsClient), undefined, manifest);
      for (const file of loaded.splice(0)) Reflect.deleteProperty(require.cache, file);
    }
  });

  it('stays as it was when a deployment puts another release in place', () => {
    const ThingsClient = things('{"version":"3.7.1"}');
    assert.equal(versionOfPackage(ThingsClient), '3.7.1');
    layout.write('node_modules/@aws-sdk/client-things/package.json', '{"version":"3.8.0"}');
    assert.equal(versionOfPackage(ThingsClient), '3.7.1');
  });
});
