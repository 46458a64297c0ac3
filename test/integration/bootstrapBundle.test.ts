import assert from 'node:assert/strict';
import { PACKAGE_NAME } from '../../src/version';
import { startStubServer } from '../attach/stubServer';
import { AUTO, CHILD_ENV, runRegistered } from '../bootstrap/children';
import { startCollector } from '../bootstrap/collector';
import { fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

const STOCK = '@opentelemetry/instrumentation-aws-sdk';

describe('the bundle of instrumentations with this package in it', () => {
  const server = useWorld(startStubServer);
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

  it('has the spans of HTTP below those of AWS calls', async () => {
    const collector = await startCollector();
    try {
      await runRegistered('named-app/app.cjs', {
        ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,aws-sdk',
      });
      const [[call], [request]] = [collector.spans('SQS.SendMessage'), collector.spans('POST')];
      assert.ok(
        call !== undefined && request !== undefined,
        collector
          .spans()
          .map(({ name }) => name)
          .join(),
      );
      assert.equal(request.parentSpanId, call.spanId);
    } finally {
      await collector.stop();
    }
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

    const stockOff = await run('never', {}, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-sdk,fs' });
    assert.deepEqual([stockOff.spans, stockOff.warnings], [OURS, []]);

    const without = await run('never', {}, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'sqs,fs' });
    assert.ok(!without.names.includes(PACKAGE_NAME) && without.names.includes('@opentelemetry/instrumentation-http'));
    assert.deepEqual(without.spans, []);
    assert.match(without.warnings.join('\n'), /AWS calls are not traced: OTEL_NODE_DISABLED_INSTRUMENTATIONS/);

    const alone = await run('never', {}, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'sqs' });
    assert.deepEqual(alone.names, [PACKAGE_NAME]);
  });

  it('does what the code says before what the environment says', async () => {
    const off = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'sqs' };
    assert.deepEqual((await run('never', { [PACKAGE_NAME]: { enabled: true } }, off)).spans, OURS);
    const disabled = await run('never', { [PACKAGE_NAME]: { enabled: false } });
    assert.deepEqual([disabled.names.includes(PACKAGE_NAME), disabled.warnings], [false, []]);
  });

  it('tells of a configuration that nobody reads', async () => {
    const { spans, warnings } = await run('never', { [STOCK]: { suppressInternalInstrumentation: true } });
    assert.deepEqual(spans, OURS);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /configuration for @opentelemetry\/instrumentation-aws-sdk is not used: configure/);
  });

  it('is this package alone where the bundle is not installed', async () => {
    const bundle = '@opentelemetry/auto-instrumentations-node';
    const { spans, names, warnings } = await runJson<Report>(fixture('bootstrap/auto.cjs'), {
      nodeOptions: ['--require', fixture('bootstrap/without.cjs')],
      args: ['never'],
      env: { ...CHILD_ENV, AUTO, ENDPOINT: server.endpoint, WITHOUT: bundle },
    });
    assert.deepEqual([spans, names], [OURS, [PACKAGE_NAME]]);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /other instrumentations are left out: .*npm install @opentelemetry\/auto-instr/);
  });
});
