import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { misfitOf } from '../../src/bootstrap/generations';
import { SdkLayout } from '../attach/sdkLayout';
import { copyApi } from '../support/apiCopy';
import { fixture } from '../support/fixtures';
import { OTHER_GENERATION, installedVersion } from '../support/installed';
import { REGISTER, messages, runRegistered } from './children';

const INSTRUMENTATION = '@opentelemetry/instrumentation';
const SDK = '@opentelemetry/sdk-node';

const INSTALLED = installedVersion(INSTRUMENTATION);

describe('OpenTelemetry packages of different releases', () => {
  it('fit where they are of one generation, and the API is as new as they ask for', () => {
    for (const [api, instrumentation, sdk] of [
      ['1.9.1', '0.200.0', '0.223.0'],
      ['1.10.0', '0.300.0', '0.301.1'],
      [undefined, '0.223.0', undefined],
    ] as const) {
      const packages = [
        { name: INSTRUMENTATION, version: instrumentation, api: '^1.3.0' },
        ...(sdk === undefined ? [] : [{ name: SDK, version: sdk, api: '>=1.9.0 <1.11.0' }]),
      ];
      assert.equal(misfitOf(api, packages), undefined);
    }
  });

  it('are named with both versions where they are not', () => {
    const mixed = misfitOf('1.9.1', [
      { name: SDK, version: '0.57.2' },
      { name: INSTRUMENTATION, version: '0.223.0' },
    ]);
    assert.equal(
      mixed?.text,
      'OpenTelemetry 1.x and 2.x are mixed: @opentelemetry/sdk-node@0.57.2, @opentelemetry/instrumentation@0.223.0',
    );
    const older = misfitOf('1.9.1', [{ name: INSTRUMENTATION, version: '0.301.0', api: '>=1.10.0 <1.11.0' }]);
    assert.deepEqual(older, {
      text: '@opentelemetry/instrumentation@0.301.0 needs @opentelemetry/api >=1.10.0 <1.11.0, and 1.9.1 is installed',
      fix: 'npm install @opentelemetry/api@latest',
    });
  });

  describe('in a process', () => {
    const layout = new SdkLayout();
    after(() => layout.remove());

    const run = (version: string, main: string, env = {}): ReturnType<typeof runRegistered> => {
      const of = (file: string): string => join('node_modules', SDK, file);
      layout.write(of('package.json'), JSON.stringify({ name: SDK, version, main: 'index.js' }));
      const file = layout.write(of('index.js'), main);
      return runRegistered(
        join('..', 'nothing.cjs'),
        {
          ENDPOINT: 'http://127.0.0.1:9',
          OTEL_TRACES_EXPORTER: 'none',
          ...env,
          REDIRECT: JSON.stringify([SDK, '', file]),
        },
        ['--require', fixture('redirect.cjs'), '--require', REGISTER],
      );
    };

    it('cost one line, without a stack trace, where nothing can be set up with them', async () => {
      const main = `throw new TypeError("Cannot read properties of undefined (reading 'X')");`;
      // Its parts alone are not enough for this.
      const result = await run(OTHER_GENERATION, main, { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' });
      assert.deepEqual([result.code, messages(result).length], [0, 1], result.stderr);
      const said = messages(result)[0] ?? '';
      assert.match(said, /runs without: .*are mixed/);
      for (const each of [`${INSTRUMENTATION}@${INSTALLED}`, `${SDK}@${OTHER_GENERATION}`])
        assert.ok(said.includes(each), said);
      assert.doesNotMatch(result.stderr, /^ +at /m);
    });

    it('give one line where they can be used nevertheless', async () => {
      const result = await run('0.57.2', 'exports.NodeSDK = class { start() {} async shutdown() {} };');
      const said = messages(result).filter((line) => line.includes('are mixed'));
      assert.equal(said.length, 1, result.stderr);
      assert.ok(said[0]?.includes(`sdk-node@0.57.2, ${INSTRUMENTATION}@${INSTALLED}`), said[0]);
    });
  });

  describe('in a process where another copy of the API has registered something before', () => {
    const directory = mkdtempSync(join(tmpdir(), 'other-api-'));
    after(() => rmSync(directory, { recursive: true, force: true }));

    /** A logger is enough: the first copy of the API that registers anything decides. */
    const SOURCE = `
      const { DiagConsoleLogger, diag } = require('@opentelemetry/api');
      diag.setLogger(new DiagConsoleLogger(), 0);`;

    /** @param users what sees the other copy, beside the code that runs first */
    const run = (version: string, users: string, env = {}): ReturnType<typeof runRegistered> => {
      const redirect = ['@opentelemetry/api', `evaluate|${users}`, copyApi(join(directory, version), version)];
      return runRegistered(
        join('..', 'nothing.cjs'),
        {
          SOURCE,
          OTEL_TRACES_EXPORTER: 'console',
          OTEL_BOOTSTRAP_TEST_SPAN: 'true',
          REDIRECT: JSON.stringify(redirect),
          ...env,
        },
        ['--require', fixture('redirect.cjs'), '--require', fixture('evaluate.cjs'), '--require', REGISTER],
      );
    };

    it('one line has both versions, also where nobody sees a logger', async () => {
      const result = await run('1.8.0', 'nobody');
      assert.deepEqual([result.code, messages(result).length], [0, 1], result.stderr);
      assert.match(messages(result)[0] ?? '', /could not be set up.*api 1\.8\.0.* 1\.\d+\.\d+.*npm install/);
      assert.equal((await run('1.8.0', 'nobody', { OTEL_LOG_LEVEL: 'none' })).stderr, '');
    });

    it('spans are exported where the copy of the SDK is that one', async () => {
      const newer = installedVersion('@opentelemetry/api').replace(/\d+$/, '99');
      const result = await run(newer, 'opentelemetry/(?!instrumentation/)');
      assert.deepEqual([result.code, messages(result)], [0, []], result.stderr);
      assert.match(result.stdout, /name: 'bootstrap test'/);
    });
  });
});
