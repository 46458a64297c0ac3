import assert from 'node:assert/strict';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsInstrumentation, fromAwsInstrumentationConfig, instrumentClient } from '../../src';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

describe('an option that does not exist', () => {
  let diagnostics: Diagnostics;
  const instrumentation = new SqsInstrumentation({ enabled: false });
  const client = new SQSClient({ region: 'us-east-1' });
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());
  after(() => {
    instrumentation.disable();
    client.destroy();
  });

  const ways: Readonly<Record<string, (config: object) => unknown>> = {
    'the constructor': (config) => new SqsInstrumentation({ ...config, enabled: false }),
    setConfig: (config) => instrumentation.setConfig(config),
    instrumentClient: (config) => instrumentClient(client, config),
  };
  for (const [way, configure] of Object.entries(ways)) {
    it(`is one warning for each name, given to ${way}`, () => {
      configure({ preRequestHook: () => {}, sqsProcessHook: () => {}, captureMessageAttributes: [], frobnicate: 1 });
      const said = diagnostics.lines.map((line) => line.replace(/^.*there is no option /, ''));
      assert.deepEqual(said, [
        '`preRequestHook`, which changes nothing: it is `requestHook` here',
        '`sqsProcessHook`, which changes nothing: it is `processHook` here',
        '`captureMessageAttributes`, which changes nothing: did you mean `capturedMessageAttributes`?',
        '`frobnicate`, which changes nothing',
      ]);
    });
  }

  it('is one warning, too, given to fromAwsInstrumentationConfig', () => {
    fromAwsInstrumentationConfig({ preRequestHook: () => {}, sqsProcesHook: () => {} } as object);
    const said = diagnostics.lines.map((line) => line.replace(/^.*there is no option /, ''));
    assert.deepEqual(said, ['`sqsProcesHook`, which changes nothing: did you mean `sqsProcessHook`?']);
  });

  it('is none that is not set, or that exists', () => {
    const config = {
      preRequestHook: undefined,
      metrics: false,
      expectedErrors: () => false,
    };
    instrumentation.setConfig(config);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is quoted up to a bound', () => {
    instrumentation.setConfig({ ['x'.repeat(100_000)]: 1 });
    assert.ok((diagnostics.lines[0] ?? '').length < 300);
  });
});
