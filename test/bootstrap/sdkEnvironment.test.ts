import assert from 'node:assert/strict';
import { envFlag, exporterNames } from '../../src/bootstrap/env';
import { type Settings, resolveSettings } from '../../src/bootstrap/settings';

describe('the environment that the SDK gets', () => {
  const NAMED = { OTEL_SERVICE_NAME: 'checkout' };
  const sdkEnv = (env: Record<string, string>): Settings['sdkEnv'] => resolveSettings({ ...NAMED, ...env }).sdkEnv;
  const DEFAULTS = {
    OTEL_SERVICE_NAME: 'checkout',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '1',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_LOG_LEVEL: undefined,
  };

  it('has the defaults of this package, and nothing else', () => {
    assert.deepEqual(sdkEnv({}), DEFAULTS);
    assert.deepEqual(sdkEnv({ OTEL_LOG_LEVEL: 'debug', OTEL_RESOURCE_ATTRIBUTES: 'team=orders' }), DEFAULTS);
  });

  it('has what the user has set, in the form that the SDK reads', () => {
    const same = { OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'console' };
    const env = { ...same, OTEL_EXPORTER_OTLP_TIMEOUT: '2s', OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '1m' };
    assert.deepEqual(sdkEnv(env), {
      ...DEFAULTS,
      ...same,
      OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '60000',
    });
  });

  it('has no time limit that is none', () => {
    for (const limit of ['soon', '0']) assert.deepEqual(sdkEnv({ OTEL_EXPORTER_OTLP_TIMEOUT: limit }), DEFAULTS);
  });

  it('has a sampler that the SDK knows, and a ratio only where there is one', () => {
    assert.deepEqual(sdkEnv({ OTEL_TRACES_SAMPLER: 'linked_traceidratio' }), DEFAULTS);
    const on = { OTEL_TRACES_SAMPLER: 'always_on', OTEL_TRACES_SAMPLER_ARG: undefined };
    assert.deepEqual(sdkEnv({ OTEL_TRACES_SAMPLER: 'always_on', OTEL_TRACES_SAMPLER_ARG: '0.5' }), {
      ...DEFAULTS,
      ...on,
    });
  });

  it('has the protocol only where the port has told it', () => {
    const endpoint = 'http://collector:4317';
    assert.deepEqual(sdkEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }), {
      ...DEFAULTS,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    });
    const told = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    assert.deepEqual(sdkEnv(told), DEFAULTS);
  });

  it('has the version of the service behind the other attributes', () => {
    const version = { OTEL_SERVICE_VERSION: '1 2' };
    assert.deepEqual(sdkEnv(version), { ...DEFAULTS, OTEL_RESOURCE_ATTRIBUTES: 'service.version=1%202' });
    assert.deepEqual(sdkEnv({ ...version, OTEL_RESOURCE_ATTRIBUTES: 'service.version=9' }), {
      ...DEFAULTS,
      OTEL_RESOURCE_ATTRIBUTES: 'service.version=9,service.version=1%202',
    });
    assert.equal(resolveSettings({ ...NAMED, ...version }).serviceVersion, '1 2');
  });
});

describe('switches in the environment', () => {
  it('are off unless they are set, and on by each word for it', () => {
    const switches = ({ disabled, testSpan, connectivityTest, consoleFallback }: Settings): boolean[] => [
      disabled,
      testSpan,
      connectivityTest,
      consoleFallback,
    ];
    assert.deepEqual(switches(resolveSettings({})), [false, false, false, false]);
    for (const word of ['true', '1', 'yes', 'on', ' TRUE ']) {
      const settings = resolveSettings({
        OTEL_SDK_DISABLED: word,
        OTEL_BOOTSTRAP_TEST_SPAN: word,
        OTEL_BOOTSTRAP_CONNECTIVITY_TEST: word,
        OTEL_CONSOLE_FALLBACK: word,
      });
      assert.deepEqual(switches(settings), [true, true, true, true], word);
    }
    for (const word of ['false', '0', 'no', 'off', '2']) assert.equal(envFlag({ SWITCH: word }, 'SWITCH'), false);
    assert.equal(envFlag({ SWITCH: ' ' }, 'SWITCH'), undefined);
  });

  it('leave no exporter of a signal where one of the names is none', () => {
    const names = (value: string): string[] => exporterNames({ EXPORTER: value }, 'EXPORTER');
    assert.deepEqual(['otlp, console', 'none', 'otlp,none', ''].map(names), [['otlp', 'console'], [], [], []]);
  });

  it('take the given propagators alone', () => {
    assert.deepEqual(resolveSettings({ OTEL_PROPAGATORS: 'b3' }).propagators, ['b3']);
  });

  it('name the file that decides in their place, under either name', () => {
    const fileOf = (env: Record<string, string>): string | undefined => resolveSettings(env).configFile;
    assert.equal(fileOf({}), undefined);
    assert.equal(fileOf({ OTEL_EXPERIMENTAL_CONFIG_FILE: 'old.yaml' }), 'old.yaml');
    assert.equal(fileOf({ OTEL_EXPERIMENTAL_CONFIG_FILE: 'old.yaml', OTEL_CONFIG_FILE: 'otel.yaml' }), 'otel.yaml');
  });
});
