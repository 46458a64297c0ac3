import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsInstrumentation } from '../../src';
import { clientModules } from '../../src/attach/sdkModules';
import { SdkLayout } from './sdkLayout';

describe('the modules of clients that a process has loaded', () => {
  let instrumentation: SqsInstrumentation;
  let layout: SdkLayout;
  beforeEach(() => {
    layout = new SdkLayout();
    instrumentation = new SqsInstrumentation();
  });
  afterEach(() => {
    instrumentation.disable();
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(layout.directory)) Reflect.deleteProperty(require.cache, path);
    }
    layout.remove();
  });

  const load = (name: string, source: string): string => {
    layout.add(name, source);
    const path = join(layout.directory, 'node_modules', name, 'dist-cjs', 'index.js');
    createRequire(path)(path);
    return path;
  };
  const CLIENT = 'class ThingsClient { send() {} destroy() {} }';

  it('tell whether their calls are traced, and since when', () => {
    const paths = [
      load('@aws-sdk/client-things', `${CLIENT} exports.ThingsClient = ThingsClient;`),
      load('@aws-sdk/client-itself', `${CLIENT} module.exports = ThingsClient;`),
      load('@aws-sdk/lib-dynamodb', 'exports.none = 1;'),
    ];
    load('@aws-sdk/lib-storage', `${CLIENT} exports.ThingsClient = ThingsClient;`);
    load('@smithy/client-things', `${CLIENT} exports.ThingsClient = ThingsClient;`);
    const [things, itself, dynamodb] = paths;
    assert.deepEqual(
      clientModules().filter(({ path }) => path.startsWith(layout.directory)),
      [
        { name: '@aws-sdk/client-things', path: things, attached: true, early: false },
        { name: '@aws-sdk/client-itself', path: itself, attached: true, early: false },
        { name: '@aws-sdk/lib-dynamodb', path: dynamodb, attached: false, early: false },
      ],
    );
  });

  it('are those of the SDK, too', () => {
    assert.ok(SQSClient);
    const sqs = clientModules().filter(({ path }) => path === require.resolve('@aws-sdk/client-sqs'));
    // Whether they were there before the instrumentation depends on what this process has run before.
    assert.deepEqual(
      sqs.map(({ attached }) => attached),
      [true],
    );
  });
});
