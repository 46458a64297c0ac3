import assert from 'node:assert/strict';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsInstrumentation, instrumentClient } from '../../src';
import { isEnabled, resolveOptions } from '../../src/options';
import { OPTIONS, type Option, hasVariable, variableOf } from '../../src/options/table';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

type Env = Record<string, string>;

/** What is no default, as text and as value. */
const OTHERS: Readonly<Record<string, readonly [text: string, value: unknown]>> = {
  requireParentSpan: ['true', true],
  suppressInternalInstrumentation: ['TRUE', true],
  spanNames: ['messaging', 'messaging'],
  propagateMessageContext: ['false', false],
  awsTraceHeader: [' Never ', 'never'],
  batchCreateSpans: ['false', false],
  autoIncludeMessageAttributes: ['all', 'all'],
  detail: ['standard', 'standard'],
  emptyReceives: ['drop', 'drop'],
  consumerRelation: ['parent', 'parent'],
  capturedMessageAttributes: ['Tenant, Region', ['Tenant', 'Region']],
  maxMessageSize: ['262144', 262_144],
  metrics: ['false', false],
  s3BodySpans: ['true', true],
  eventBridgeDetailInjection: ['true', true],
  kinesisDataInjection: ['true', true],
  xrayRequestHeader: ['true', true],
};

const ROWS = Object.entries<Option<unknown>>(OPTIONS);
const valueOf = (name: string, config: object, env: Env): unknown =>
  new Map<string, unknown>(Object.entries(resolveOptions(config, env))).get(name);

describe('the variables of options', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('are there for every option that is no function', () => {
    const written = ROWS.filter(([, option]) => hasVariable(option)).map(([name]) => name);
    assert.deepEqual(written, [...Object.keys(OTHERS), 'enabled']);
    for (const [name, { default: value }] of ROWS) {
      if (value !== undefined) assert.ok(written.includes(name), name);
    }
  });

  for (const [name, [text, value]] of Object.entries(OTHERS)) {
    const variable = variableOf(name);
    const usual = new Map(ROWS).get(name)?.default;

    it(`${variable} counts less than code and more than the default`, () => {
      assert.deepEqual(valueOf(name, {}, { [variable]: text }), value);
      assert.deepEqual(valueOf(name, {}, { [variable]: ' ' }), usual);
      const inCode = usual ?? 1024;
      assert.deepEqual(valueOf(name, { [name]: inCode }, { [variable]: text }), inCode);
      assert.deepEqual(diagnostics.lines, []);
    });

    if (name === 'capturedMessageAttributes') continue;
    it(`${variable} is one warning and the default where its value is wrong`, () => {
      const env = { [variable]: `some of ${name}` };
      for (let i = 0; i < 3; i++) assert.deepEqual(valueOf(name, {}, env), usual);
      assert.equal(diagnostics.lines.length, 1, diagnostics.lines.join());
      assert.match(diagnostics.lines[0] ?? '', new RegExp(`${variable} is 'some of ${name}', .*: it can be '?\\w`));
    });
  }

  it('name no attribute to record with a word', () => {
    const env = { OTEL_SQS_CAPTURED_MESSAGE_ATTRIBUTES: 'None' };
    assert.deepEqual(valueOf('capturedMessageAttributes', {}, env), []);
  });

  it('are quoted up to a bound', () => {
    resolveOptions({}, { OTEL_SQS_DETAIL: 'x'.repeat(100_000) });
    assert.ok((diagnostics.lines[0] ?? '').length < 300);
  });

  it('switch the instrumentation off, and code switches it on again', () => {
    assert.equal(isEnabled({}, { OTEL_SQS_ENABLED: 'false' }), false);
    assert.equal(isEnabled({ enabled: true }, { OTEL_SQS_ENABLED: 'false' }), true);
    assert.equal(isEnabled({}, { OTEL_SQS_ENABLED: 'off' }), true);
    process.env['OTEL_SQS_ENABLED'] = 'false';
    try {
      const instrumentation = new SqsInstrumentation();
      assert.equal(instrumentation.isEnabled(), false);
    } finally {
      delete process.env['OTEL_SQS_ENABLED'];
    }
  });

  it('count for one client, too', () => {
    const client = new SQSClient({ region: 'us-east-1' });
    process.env['OTEL_SQS_EMPTY_RECEIVES'] = 'vanish';
    try {
      instrumentClient(client);
      instrumentClient(client, { metrics: false });
    } finally {
      delete process.env['OTEL_SQS_EMPTY_RECEIVES'];
      client.destroy();
    }
    assert.equal(diagnostics.lines.filter((line) => line.includes('OTEL_SQS_EMPTY_RECEIVES')).length, 1);
  });
});
