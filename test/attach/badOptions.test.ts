import assert from 'node:assert/strict';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BASE, originalSend } from './baseClass';
import { SqsInstrumentation, type SqsInstrumentationConfig, instrumentClient } from '../../src';

const FUNCTION = 'a function';
const BOOLEAN = 'a boolean';

/** What each option is expected to be, and what it is not. */
const OPTIONS: Record<keyof SqsInstrumentationConfig, readonly [expected: string, ...wrong: unknown[]]> = {
  enabled: [BOOLEAN, 'yes', 1, null],
  requestHook: [FUNCTION, 'hook', {}, null],
  responseHook: [FUNCTION, true],
  processHook: [FUNCTION, []],
  ignore: [FUNCTION, ['SQS']],
  expectedErrors: [FUNCTION, ['NoSuchKey']],
  dynamoDBStatementSerializer: [FUNCTION, true],
  requireParentSpan: [BOOLEAN, 'true', 0],
  suppressInternalInstrumentation: [BOOLEAN, 'false'],
  spanNames: [`'operation' or 'messaging'`, 'Messaging', true, ['messaging']],
  propagateMessageContext: ['a boolean or a function', 'yes', null],
  awsTraceHeader: [`'overflow' or 'always' or 'never'`, true, 'sometimes'],
  batchCreateSpans: [BOOLEAN, 'no'],
  autoIncludeMessageAttributes: ["a boolean or 'all'", ['All'], 'some'],
  metrics: [BOOLEAN, 0],
  kinesisDataInjection: [BOOLEAN, 'yes', 1, null],
  xrayRequestHeader: [BOOLEAN, 'always', 0, null],
  eventBridgeDetailInjection: [BOOLEAN, 'true', null],
  s3BodySpans: [BOOLEAN, 'true', null],
  detail: [`'full' or 'standard'`, 'lean', true],
  emptyReceives: [`'span' or 'drop'`, false],
  consumerRelation: [`'link' or 'parent'`, 'child'],
  capturedMessageAttributes: ['an array of strings', 'Priority', ['Priority', 1], [null], {}],
  maxMessageSize: ['a positive integer or a function', '1024', 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY],
};

describe('a bad option', () => {
  const client = new SQSClient({ region: 'us-east-1' });
  const send = originalSend();
  afterEach(() => {
    assert.equal(BASE.send, send, 'An instrumentation that could not be made is in force');
    assert.ok(!client.middlewareStack.identify().some((name) => /opentelemetry/i.test(name)));
  });
  after(() => client.destroy());

  for (const [option, [expected, ...wrong]] of Object.entries(OPTIONS)) {
    it(`\`${option}\` is refused at construction, by name, expectation and value`, () => {
      for (const value of wrong) {
        const config = { [option]: value } as SqsInstrumentationConfig;
        const refused = (error: unknown): boolean => {
          assert.ok(error instanceof TypeError);
          assert.ok(error.message.startsWith(`Expected \`${option}\` to be ${expected}, got `), error.message);
          return true;
        };
        assert.throws(() => new SqsInstrumentation(config), refused);
        assert.throws(() => instrumentClient(client, config), refused);
      }
    });
  }

  it('is refused if the configuration is none', () => {
    for (const config of [null, 'config', 7, () => {}]) {
      const refused = { name: 'TypeError', message: /^Expected `config` to be an object, got / };
      assert.throws(() => new SqsInstrumentation(config as SqsInstrumentationConfig), refused);
      assert.throws(() => instrumentClient(client, config as SqsInstrumentationConfig), refused);
    }
  });

  it('tells what it was', () => {
    const refused = (config: object, got: string): void =>
      assert.throws(
        () => new SqsInstrumentation(config),
        (error: Error) => error.message.endsWith(`, got ${got}`),
      );
    refused({ enabled: 'yes' }, '`yes` (string)');
    refused({ ignore: null }, '`null` (object)');
    refused({ ignore: ['SQS'] }, 'an array (object)');
    refused({ ignore: { SQS: true } }, 'an object (object)');
    refused({ maxMessageSize: 1.5 }, '`1.5` (number)');
    refused({ spanNames: Symbol('x') }, '`Symbol(x)` (symbol)');
  });

  it('is not one that is undefined, or that this package does not know', () => {
    const off = (config: object): SqsInstrumentation => new SqsInstrumentation({ ...config, enabled: false });
    const options = Object.keys(OPTIONS).filter((option) => option !== 'enabled');
    for (const option of [...options, 'ofAnotherPackage']) assert.ok(off({ [option]: undefined }));
    assert.ok(off({ ofAnotherPackage: 'anything' }));
  });
});
