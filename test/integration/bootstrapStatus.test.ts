import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceStatus } from '../../src/bootstrap';
import { startStubServer } from '../attach/stubServer';
import { CHILD_ENV } from '../bootstrap/children';
import { startCollector } from '../bootstrap/collector';
import { PACKAGE_NAME } from '../../src/version';
import { fixture, runJson, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

describe('the status of tracing', () => {
  const server = useWorld(startStubServer);
  const collector = useWorld(startCollector);

  const statusOf = (
    env: Record<string, string>,
  ): Promise<{ before: TraceStatus; after: TraceStatus; lines: string[] }> =>
    runJson(fixture('bootstrap/status.cjs'), {
      env: { ...CHILD_ENV, ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...env },
    });

  it('says what is set up and what has come of it, and keeps secrets', async () => {
    const {
      before,
      after: later,
      lines,
    } = await statusOf({
      SERVICE: 'checkout',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint.replace('//', '//user:hunter2@'),
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic s3cret',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '1.0',
    });
    assert.equal(before.initialized, true);
    assert.equal(before.sdk, 'bootstrap');
    assert.equal(before.serviceName, 'checkout');
    assert.deepEqual(before.headers, ['Authorization']);
    assert.equal(before.protocol, 'http/protobuf');
    assert.equal(before.sampler, 'parentbased_traceidratio (1)');
    assert.deepEqual(before.propagators, ['tracecontext', 'baggage']);
    assert.deepEqual(
      before.clients.map(({ name, attached, loadedEarly }) => ({ name, attached, loadedEarly })),
      [{ name: '@aws-sdk/client-sqs', attached: true, loadedEarly: false }],
    );
    assert.match(before.clients[0]?.version ?? '', /^3\.\d+/);
    assert.ok(before.copies.some((copy) => copy.startsWith('@opentelemetry/api@1.')));
    const { byScope, ...counts } = before.spans;
    assert.deepEqual(counts, { started: 1, ended: 1, exported: 0, dropped: 0, waiting: 1 });
    assert.deepEqual(byScope, { [PACKAGE_NAME]: 1 });
    assert.deepEqual(
      { ...later.spans, byScope: undefined },
      { ...counts, exported: 1, waiting: 0, byScope: undefined },
    );
    assert.equal(collector.spans().length, 1);
    const everything = JSON.stringify([before, later, lines]);
    assert.ok(!/hunter2|s3cret/.test(everything), everything);
    assert.ok(
      lines.some((line) => /^ {2}spans +1 started, 1 ended, 1 exported, 0 dropped/.test(line)),
      lines.join('\n'),
    );
  });

  it('counts what could not be exported, and says why', async () => {
    collector.answer(403);
    const { after: later } = await statusOf({});
    assert.equal(later.spans.dropped, 1);
    assert.match(later.lastExportError ?? '', /refused the credentials \(403\)/);
  });

  it('counts what the queue of spans had no room for as dropped', async () => {
    const { after: later } = await statusOf({
      SPANS: '20',
      OTEL_BSP_MAX_QUEUE_SIZE: '2',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2',
    });
    const { ended, exported, dropped, waiting } = later.spans;
    assert.equal(exported, collector.spans().length);
    assert.deepEqual([ended, exported + dropped, waiting], [21, 21, 0]);
    assert.ok(dropped >= 10, `${dropped} dropped`);
    assert.equal(later.exporters[0]?.failed, 0);
  });

  it('tells of clients that were loaded too early', async () => {
    const { before, lines } = await statusOf({ SDK_FIRST: 'true' });
    assert.deepEqual(
      before.clients.map(({ attached, loadedEarly }) => ({ attached, loadedEarly })),
      [{ attached: true, loadedEarly: true }],
    );
    assert.match(lines.join('\n'), /^ {2}client +@aws-sdk\/client-sqs@3\.\d+\.\d+, loaded too early$/m);
  });

  it('is printed on stderr, whatever is not there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'trace-status-'));
    try {
      // Nothing in it can be attached, and it has no version.
      const client = join(directory, 'node_modules', '@aws-sdk', 'client-odd');
      await mkdir(join(client, 'dist-cjs'), { recursive: true });
      await writeFile(join(client, 'package.json'), '{ "main": "dist-cjs/index.js" }');
      await writeFile(join(client, 'dist-cjs', 'index.js'), '');
      const app = join(directory, 'app.cjs');
      await writeFile(
        app,
        `const { initializeOtel, logTraceStatus, shutdownOtel } = require(process.env.BOOTSTRAP);
        logTraceStatus();
        initializeOtel();
        require('@aws-sdk/client-odd');
        const { context, trace } = require(${JSON.stringify(require.resolve('@opentelemetry/api'))});
        const spanContext = { traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', traceFlags: 1 };
        context.with(trace.setSpanContext(context.active(), spanContext), () => logTraceStatus());
        void shutdownOtel();`,
      );
      const { code, stdout, stderr } = await runNode(app, {
        env: {
          ...CHILD_ENV,
          OTEL_SERVICE_NAME: 'checkout',
          OTEL_TRACES_EXPORTER: 'jaeger',
          OTEL_PROPAGATORS: 'none',
          OTEL_TRACES_SAMPLER: 'always_on',
        },
      });
      assert.deepEqual([code, stdout], [0, '']);
      const [, untouched = '', set = ''] = stderr.split('OpenTelemetry trace status\n');
      const rows = untouched.split('\n').filter((line) => line.startsWith('  ') && !line.startsWith('  copies'));
      assert.deepEqual(
        rows.map((row) => row.replace(/\d+\.\d+\.\d+/, 'x.y.z')),
        [
          '  tracing           off (SDK: none)',
          '  service           -',
          '  endpoint          - (-; headers: none)',
          '  exporters         none',
          '  sampler           -',
          '  propagators       none',
          '  instrumentation   x.y.z, disabled',
          '  spans             0 started, 0 ended, 0 exported, 0 dropped, 0 waiting',
          '  last export error none',
        ],
      );
      for (const line of [
        /^ {2}tracing +off \(SDK: bootstrap\)$/m,
        /^ {2}service +checkout$/m,
        /^ {2}sampler +always_on$/m,
        /^ {2}instrumentation +\d+\.\d+\.\d+, enabled$/m,
        /^ {2}client +@aws-sdk\/client-odd@unknown, NOT ATTACHED$/m,
        /^ {2}active trace +5b8aa5a2d2c872e8321cf37308d69df2$/m,
        /^ {2}problem +OTEL_TRACES_EXPORTER has an unknown name 'jaeger': use one of/m,
      ]) {
        assert.match(set, line);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('respects an SDK that the application has registered, and is set up once', async () => {
    const result = await runJson<{
      first: string;
      second: string;
      status: TraceStatus;
      spans: string[];
      same: boolean;
      listeners: number;
    }>(fixture('bootstrap/ownSdk.cjs'), {
      env: { ...CHILD_ENV, ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
    });
    assert.deepEqual([result.first, result.second, result.same], ['application', 'application', true]);
    assert.equal(result.status.initialized, true);
    assert.deepEqual(result.spans, ['SQS.ListQueues']);
    assert.equal(result.listeners, 0);
    assert.deepEqual(collector.requests, []);
  });
});
