import assert from 'node:assert/strict';
import { resolveSettings } from '../../src/bootstrap/settings';
import { hasWrongPort } from '../../src/bootstrap/endpoint';
import { millis, withEnv } from '../../src/bootstrap/env';
import { entryFile, fallbackServiceName, isEsModule } from '../../src/bootstrap/appPackage';
import { fixture } from '../support/fixtures';

describe('what the environment says about telemetry', () => {
  it('has defaults for production', () => {
    const settings = resolveSettings({ NODE_ENV: 'production', OTEL_SERVICE_NAME: 'checkout' });
    assert.equal(settings.sampler, 'parentbased_traceidratio');
    assert.equal(settings.samplerRatio, 1);
    assert.deepEqual(settings.exporters, ['otlp']);
    assert.deepEqual(settings.propagators, ['tracecontext', 'baggage']);
    assert.equal(settings.endpoint.url?.href, 'http://localhost:4318/v1/traces');
    assert.equal(settings.endpoint.protocol, 'http/protobuf');
    assert.equal(settings.consoleFallback, false);
    assert.deepEqual(settings.problems, []);
    assert.equal(settings.sdkEnv['OTEL_METRICS_EXPORTER'], 'none');
  });

  it('is that of the guide, as it is written there', () => {
    const settings = resolveSettings({
      OTEL_SERVICE_NAME: 'my-django-app',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.last9.io:443',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic YOUR_LAST9_API_KEY_HERE',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10s',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_BOOTSTRAP_TEST_SPAN: 'true',
      OTEL_BOOTSTRAP_CONNECTIVITY_TEST: 'true',
      OTEL_LOG_LEVEL: 'INFO',
    });
    assert.equal(settings.endpoint.url?.href, 'https://otlp.last9.io/v1/traces');
    assert.deepEqual(settings.endpoint.headers, { Authorization: 'Basic YOUR_LAST9_API_KEY_HERE' });
    assert.equal(settings.endpoint.timeoutMillis, 10_000);
    assert.equal(settings.sdkEnv['OTEL_EXPORTER_OTLP_TIMEOUT'], '10000');
    assert.equal(settings.sdkEnv['OTEL_METRICS_EXPORTER'], 'otlp');
    assert.equal(settings.samplerRatio, 0.1);
    assert.deepEqual([settings.testSpan, settings.connectivityTest, settings.logLevel], [true, true, 'info']);
    assert.deepEqual(settings.problems, []);
  });

  it('takes port 4317 for gRPC, unless told otherwise', () => {
    const of = (env: Record<string, string>) => resolveSettings(env).endpoint;
    const guessed = of({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://your-otel-collector:4317' });
    assert.deepEqual([guessed.protocol, guessed.url?.href], ['grpc', 'http://your-otel-collector:4317/']);
    assert.equal(hasWrongPort(guessed), false);
    const told = of({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://your-otel-collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    });
    assert.equal(told.protocol, 'http/protobuf');
    assert.equal(hasWrongPort(told), true);
    const bare = of({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_INSECURE: 'true' });
    assert.equal(bare.url?.href, 'http://collector:4317/');
    assert.equal(of({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }).url?.protocol, 'https:');
    assert.equal(of({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).url?.href, 'http://localhost:4317/');
  });

  it('prefers what is said for traces, and adds the path to the base only', () => {
    const { endpoint } = resolveSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://base:4318/otlp/',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=3%2C4',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10s',
    });
    assert.equal(endpoint.url?.href, 'http://base:4318/otlp/v1/traces');
    assert.deepEqual(endpoint.headers, { a: '1', b: '3,4' });
    assert.equal(endpoint.timeoutMillis, 500);
    const own = resolveSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://base:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/own',
    });
    assert.equal(own.endpoint.url?.href, 'http://traces:4318/own');
    // Most people do not encode, and a lone percent sign is what it says.
    const { headers } = resolveSettings({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic 50%' }).endpoint;
    assert.deepEqual(headers, { Authorization: 'Basic 50%' });
  });

  for (const [env, problem] of [
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /is no URL: 'collector:4318': .*http:\/\/collector:4318/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://collector' }, /ENDPOINT is no URL: .*http:\/\/collector:4318/],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '/v1/traces' }, /OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no URL/],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }, /PROTOCOL is 'http', http\/protobuf is used: set it to one of grpc/],
    [{ OTEL_TRACES_SAMPLER: 'ratio' }, /SAMPLER is 'ratio', parentbased_traceidratio is used/],
    [{ OTEL_TRACES_SAMPLER_ARG: '10%' }, /SAMPLER_ARG is '10%', 1 is used/],
    [{ OTEL_TRACES_SAMPLER_ARG: '7' }, /SAMPLER_ARG is '7', 1 is used/],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '10' }, /'10', which is 10 milliseconds: .*OTEL_EXPORTER_OTLP_TIMEOUT=10s/],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' }, /'soon', which is no duration/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'Bearer token' }, /a part without a name/],
  ] as const) {
    it(`tells what is wrong with ${JSON.stringify(env)}`, () => {
      const { problems } = resolveSettings(env);
      assert.equal(problems.length, 1);
      assert.match(`${problems[0]?.text}: ${problems[0]?.fix}`, problem);
    });
  }

  it('prints spans only when no endpoint is set, and never unasked in production', () => {
    const exporters = (env: Record<string, string>): readonly string[] => resolveSettings(env).exporters;
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    assert.deepEqual(exporters({}), ['waterfall']);
    assert.deepEqual(exporters({ OTEL_CONSOLE_FALLBACK: 'false' }), ['otlp']);
    assert.deepEqual(exporters({ NODE_ENV: 'production' }), ['otlp']);
    assert.deepEqual(exporters({ NODE_ENV: 'production', OTEL_CONSOLE_FALLBACK: 'true' }), ['waterfall']);
    assert.deepEqual(exporters({ OTEL_TRACES_EXPORTER: 'otlp' }), ['otlp']);
    assert.deepEqual(exporters({ ...endpoint, OTEL_CONSOLE_FALLBACK: 'true' }), ['otlp']);
    assert.deepEqual(exporters({ ...endpoint, OTEL_TRACES_EXPORTER: 'console, otlp,console' }), ['console', 'otlp']);
    assert.deepEqual(exporters({ OTEL_TRACES_EXPORTER: 'none' }), []);
    assert.deepEqual(exporters({ OTEL_TRACES_EXPORTER: 'none,console' }), []);
    assert.deepEqual(exporters({ OTEL_TRACES_EXPORTER: 'otlp,none' }), ['otlp']);
    const both = { OTEL_TRACES_EXPORTER: 'zipkin,otlp', OTEL_CONSOLE_FALLBACK: 'true' };
    assert.deepEqual(exporters(both), ['zipkin', 'waterfall']);
    assert.deepEqual(resolveSettings({ OTEL_PROPAGATORS: 'none' }).propagators, []);
  });

  it('reads the names of propagators and samplers in any case, as the specification wants', () => {
    const env = { OTEL_PROPAGATORS: 'TraceContext, BAGGAGE,tracecontext', OTEL_TRACES_SAMPLER: 'Always_Off' };
    const { propagators, sampler, sdkEnv, problems } = resolveSettings(env);
    assert.deepEqual(propagators, ['tracecontext', 'baggage']);
    assert.deepEqual([sampler, sdkEnv['OTEL_TRACES_SAMPLER'], problems], ['always_off', 'always_off', []]);
    assert.deepEqual(resolveSettings({ OTEL_PROPAGATORS: 'None' }).propagators, []);
  });

  it('names the service: the variable, its resource attribute, package.json, the entry file', () => {
    assert.deepEqual(resolveSettings({ OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' }).service, {
      name: 'a',
      source: 'OTEL_SERVICE_NAME',
    });
    assert.equal(resolveSettings({ OTEL_RESOURCE_ATTRIBUTES: 'x=1, service.name = b' }).service.name, 'b');
    assert.equal(
      resolveSettings({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a,service.name=b%20c' }).service.name,
      'b c',
    );
    assert.equal(resolveSettings({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=100%' }).service.name, '100%');
    assert.equal(resolveSettings({ OTEL_SERVICE_NAME: 'a' }, 'option').service.name, 'option');
    const app = fixture('bootstrap/named-app/app.cjs');
    assert.deepEqual(fallbackServiceName(app), { name: 'order-worker', source: 'package.json' });
    // A tool that runs the application is not what it is called after.
    const tool = '/app/node_modules/.bin/nest';
    assert.equal(fallbackServiceName(tool, fixture('bootstrap/named-app')).name, 'order-worker');
    assert.deepEqual(fallbackServiceName('/nowhere/worker.js'), { name: 'worker', source: 'the entry file' });
    assert.equal(entryFile({}, ['node']), undefined);
    assert.equal(entryFile({}, ['node', '/nowhere/worker']), '/nowhere/worker');
    assert.equal(entryFile({}, ['node', app.replace(/app\.cjs$/, '../named-app-esm/app')])?.endsWith('app.js'), true);
    assert.equal(entryFile({ pm_exec_path: app }, ['node', '/pm2/ProcessContainerFork.js']), app);
    assert.deepEqual(
      [isEsModule(app.replace('.cjs', '.js')), isEsModule(fixture('bootstrap/named-app-esm/app.js'))],
      [false, true],
    );
    assert.equal(isEsModule('/nowhere/worker.mjs'), true);
  });

  it('names a Lambda function by its name, and prints nothing there unasked', () => {
    const env = { AWS_LAMBDA_FUNCTION_NAME: 'resize' };
    const settings = resolveSettings(env);
    assert.deepEqual(settings.service, { name: 'resize', source: 'AWS_LAMBDA_FUNCTION_NAME' });
    assert.deepEqual(settings.exporters, ['otlp']);
    assert.equal(resolveSettings({ ...env, OTEL_SERVICE_NAME: 'images' }).service.name, 'images');
    assert.deepEqual(resolveSettings({ ...env, OTEL_TRACES_EXPORTER: 'waterfall' }).exporters, ['waterfall']);
    assert.deepEqual(resolveSettings({ ...env, OTEL_CONSOLE_FALLBACK: 'true' }).exporters, ['waterfall']);
  });

  it('names a service that was started with neither a file nor a package', () => {
    const { argv } = process;
    process.argv = ['node'];
    try {
      assert.deepEqual(fallbackServiceName(undefined, '/nowhere'), {
        name: 'unknown_service:node',
        source: 'nothing that has a name',
      });
      assert.equal(isEsModule(), false);
    } finally {
      process.argv = argv;
    }
  });

  it('leaves out a header that HTTP does not allow, which would cost every request, and shows nothing of it', () => {
    for (const header of ['Authorization: Basic c2VjcmV0==', 'x-key=a%0d%0ac2VjcmV0', 'x-key=c2VjcmV0€']) {
      const { endpoint, problems } = resolveSettings({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_EXPORTER_OTLP_HEADERS: `${header},tenant=7`,
      });
      assert.deepEqual(endpoint.headers, { tenant: '7' });
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.text ?? '', /a header that HTTP does not allow/);
      assert.doesNotMatch(JSON.stringify(problems), /c2VjcmV0/);
    }
  });

  it('waits no longer than a timer can, which would not wait at all', () => {
    const most = 2 ** 31 - 1;
    const { endpoint, shutdownTimeoutMillis } = resolveSettings({
      OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '99999999999',
      OTEL_EXPORTER_OTLP_TIMEOUT: '99999999s',
    });
    assert.deepEqual([endpoint.timeoutMillis, shutdownTimeoutMillis], [most, most]);
  });

  it('reads durations with and without a unit', () => {
    assert.deepEqual(['10s', '500ms', '10000', '1.5 s', '2m'].map(millis), [10_000, 500, 10_000, 1500, 120_000]);
    assert.deepEqual(['', '10h', 's', '-1s'].map(millis), [undefined, undefined, undefined, undefined]);
  });

  it('quotes no credentials of what cannot be used', () => {
    const given = [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'htp:/user:can/ary@collector:4318' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'canary:12/x@collector' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318/?token=canary' },
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'https://user:canary@collector' },
      { OTEL_TRACES_SAMPLER: 'https://user:canary@collector' },
      { OTEL_EXPORTER_OTLP_TIMEOUT: 'https://collector/?key=canary' },
    ];
    for (const env of given) {
      const { problems } = resolveSettings(env);
      assert.ok(problems.length > 0, JSON.stringify(env));
      assert.doesNotMatch(JSON.stringify(problems), /canary|can\/ary/);
    }
    const long = resolveSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'x'.repeat(100_000) }).problems;
    assert.ok(JSON.stringify(long).length < 2048);
  });

  it('changes the environment of the process for a moment only, whatever happens', () => {
    process.env['BOOTSTRAP_TEST_A'] = 'before';
    try {
      const changes = { BOOTSTRAP_TEST_A: undefined, BOOTSTRAP_TEST_B: 'now' };
      const seen = withEnv(changes, () => [process.env['BOOTSTRAP_TEST_A'], process.env['BOOTSTRAP_TEST_B']]);
      assert.deepEqual(seen, [undefined, 'now']);
      assert.throws(() => withEnv(changes, () => assert.fail('x')));
      assert.deepEqual([process.env['BOOTSTRAP_TEST_A'], 'BOOTSTRAP_TEST_B' in process.env], ['before', false]);
    } finally {
      delete process.env['BOOTSTRAP_TEST_A'];
    }
  });
});
