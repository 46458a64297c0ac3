import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyApi } from '../support/apiCopy';
import { startAwsServer } from '../support/awsServer';
import { fixture, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly spans: readonly { readonly name: string; readonly id: string; readonly links: readonly string[] }[];
  readonly runs: number;
}

/** The files that see the older copy of the API: those of the SDK, and the application. */
const OF_SDK = 'sdk-trace|context-async-hooks|opentelemetry/core|olderApiProgram';

describe('a process whose SDK', () => {
  const server = useWorld(startAwsServer);
  const directory = mkdtempSync(join(tmpdir(), 'older-api-'));
  const older = copyApi(directory, '1.8.0');
  after(() => rmSync(directory, { recursive: true, force: true }));

  const run = async (args: string[], olderFor = OF_SDK): Promise<Report & { said: string[] }> => {
    const { code, stdout, stderr } = await runNode(fixture('olderApiProgram.cjs'), {
      nodeOptions: ['--require', fixture('redirect.cjs')],
      args,
      env: { ENDPOINT: server.endpoint, REDIRECT: JSON.stringify(['@opentelemetry/api', olderFor, older]) },
    });
    assert.equal(code, 0, stderr);
    return { ...(JSON.parse(stdout) as Report), said: stderr.split('\n').filter((line) => line !== '') };
  };

  /** Each message has one process span, which is linked to its producer. */
  const hasAll = ({ spans, runs }: Report): void => {
    assert.equal(runs, 2);
    const ids = (name: string): string[] => spans.filter((span) => span.name === name).map(({ id }) => id);
    const processed = spans.filter(({ name }) => name.startsWith('process '));
    assert.equal(ids('SQS.SendMessage').length, 2, JSON.stringify(spans));
    assert.deepEqual(
      processed.map(({ links }) => links),
      ids('SQS.SendMessage').map((id) => [id]),
    );
  };

  describe('is registered with an older copy of the API', () => {
    for (const [way, when] of [
      ['the global one of the older API', 'after'],
      ['the global one of the older API', 'before'],
      ['the provider itself', 'after'],
      ['the provider itself', 'before'],
      ['registerInstrumentations', 'after'],
      ['registerInstrumentations', 'before'],
    ] as const) {
      it(`is used where it is handed over: ${way}, ${when} it is registered`, async () => {
        const report = await run([way, when]);
        hasAll(report);
        assert.equal(report.said.length, 1, report.said.join('\n'));
        assert.match(report.said[0] ?? '', /spans of a handler are not below .*api 1\.8\.0.* 1\.\d+\.\d+.*npm install/);
      });
    }

    it('is used where the instrumentations see the older copy, too', async () =>
      hasAll(await run(['registerInstrumentations', 'after'], `${OF_SDK}|opentelemetry/instrumentation/`)));

    it('gives one line with both versions where nobody hands it over', async () => {
      const { spans, runs, said } = await run(['nothing', 'after']);
      assert.deepEqual([spans, runs, said.length], [[], 2, 1], said.join('\n'));
      assert.match(
        said[0] ?? '',
        /^\[warn\] opentelemetry-instrumentation-sqs nothing is traced: .*api 1\.8\.0.* 1\.\d+\.\d+.*npm install/,
      );
    });
  });

  describe('is registered as a provider alone, without a context manager', () => {
    const runAlone = (): Promise<Report & { said: string[] }> => run(['nothing', 'after', 'provider'], '^$');

    it('has one process span for a message, linked to its producer, and one line says what to do', async () => {
      const report = await runAlone();
      hasAll(report);
      assert.equal(report.said.length, 1, report.said.join('\n'));
      assert.match(
        report.said[0] ?? '',
        /^\[warn\] opentelemetry-instrumentation-sqs .*no context manager .*register\(\)/,
      );
    });
  });

  it('is registered as usual has nothing said of it', async () => {
    const report = await run(['nothing', 'after'], '^$');
    hasAll(report);
    assert.deepEqual(report.said, []);
  });

  it('is used where something else is handed over, that gives no tracers, and one line says so', async () => {
    const report = await run(['no provider', 'after'], '^$');
    hasAll(report);
    assert.equal(report.said.length, 1, report.said.join('\n'));
    assert.match(report.said[0] ?? '', /provider that was handed over gives no tracers/);
  });
});
