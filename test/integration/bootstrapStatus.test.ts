import assert from 'node:assert/strict';
import type { TraceStatus } from '../../src/bootstrap';
import { type StubServer, startStubServer } from '../attach/stubServer';
import { AUTO, CHILD_ENV } from '../bootstrap/children';
import { type Collector, startCollector } from '../bootstrap/collector';
import { PACKAGE_NAME } from '../../src/version';
import { fixture, runJson } from '../support/fixtures';

const STOCK = '@opentelemetry/instrumentation-aws-sdk';

describe('the status of tracing', () => {
  let server: StubServer;
  let collector: Collector;
  before(async () => {
    [server, collector] = await Promise.all([startStubServer(), startCollector()]);
  });
  after(() => Promise.all([server.stop(), collector.stop()]));
  beforeEach(() => {
    collector.clear();
    collector.answer(200);
  });

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

  it('tells of clients that were loaded too early', async () => {
    const { before } = await statusOf({ SDK_FIRST: 'true' });
    assert.deepEqual(
      before.clients.map(({ attached, loadedEarly }) => ({ attached, loadedEarly })),
      [{ attached: true, loadedEarly: true }],
    );
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

describe('the bundle of instrumentations with this package in it', () => {
  let server: StubServer;
  before(async () => void (server = await startStubServer()));
  after(() => server.stop());
  beforeEach(() => server.clear());

  interface Report {
    readonly spans: [scope: string, name: string][];
    readonly names: string[];
    readonly warnings: string[];
  }

  const run = async (when: string, configMap = {}, env = {}): Promise<Report> => {
    const report = await runJson<Report>(fixture('bootstrap/auto.cjs'), {
      args: [when, JSON.stringify(configMap)],
      env: { ...CHILD_ENV, AUTO, ENDPOINT: server.endpoint, ...env },
    });
    return { ...report, spans: report.spans.filter(([, name]) => name.includes('Send') || name.includes('send')) };
  };
  const OURS: Report['spans'] = [[PACKAGE_NAME, 'SQS.SendMessage']];

  it('has it in the place of the stock one, and everything else', async () => {
    const { spans, names, warnings } = await run('never');
    assert.deepEqual(spans, OURS);
    assert.ok(names.includes(PACKAGE_NAME) && !names.includes(STOCK));
    assert.ok(names.includes('@opentelemetry/instrumentation-http') && names.length > 30, String(names));
    assert.deepEqual(warnings, []);
  });

  for (const when of ['stock first', 'stock last']) {
    it(`leaves one span and one warning for a call where the stock one is active as well (${when})`, async () => {
      const { spans, warnings } = await run(when, {}, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-sdk' });
      assert.deepEqual(spans, OURS);
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(
        warnings[0] ?? '',
        /instrumentation-aws-sdk is active as well.*OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk/,
      );
      // And the message has the context of that span, from nobody else.
      assert.equal(server.requests[0]?.body.match(/traceparent/g)?.length, 1);
    });
  }

  it('honours the configuration map and both variables', async () => {
    const configured = await run(
      'never',
      { [PACKAGE_NAME]: { spanNames: 'messaging' }, '@opentelemetry/instrumentation-http': { enabled: false } },
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,sqs,express' },
    );
    assert.deepEqual(configured.names.toSorted(), ['@opentelemetry/instrumentation-express', PACKAGE_NAME]);
    assert.deepEqual(configured.spans, [[PACKAGE_NAME, 'send orders']]);
    assert.deepEqual(configured.warnings, []);

    const without = await run('never', {}, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-sdk,fs' });
    assert.ok(!without.names.includes(PACKAGE_NAME) && without.names.includes('@opentelemetry/instrumentation-http'));
    assert.deepEqual(without.spans, []);
    assert.match(without.warnings.join('\n'), /AWS calls are not traced: OTEL_NODE_DISABLED_INSTRUMENTATIONS/);

    const alone = await run('never', {}, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'sqs' });
    assert.deepEqual(alone.names, [PACKAGE_NAME]);
  });
});
