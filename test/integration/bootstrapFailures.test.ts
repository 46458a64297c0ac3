import assert from 'node:assert/strict';
import { startStubServer } from '../attach/stubServer';
import { REGISTER, messages, runRegistered } from '../bootstrap/children';
import { startCollector } from '../bootstrap/collector';
import { fixture } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

const WITHOUT = ['--require', fixture('bootstrap/without.cjs'), '--import', REGISTER];

describe('an application whose telemetry is set up wrong', () => {
  const server = useWorld(startStubServer);
  const collector = useWorld(startCollector);

  /** Runs it; the application must not notice, and there must be exactly one message. */
  const saysOnce = async (
    env: Record<string, string>,
    expected: RegExp,
    preload?: readonly string[],
  ): Promise<{ stdout: string }> => {
    const result = await runRegistered('named-app/app.cjs', { ENDPOINT: server.endpoint, ...env }, preload);
    assert.equal(result.code, 7, result.stderr);
    assert.match(result.stdout, /^application done$/m);
    assert.match(messages(result).join('\n'), expected);
    assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
    return result;
  };

  it('runs with a dead endpoint', () =>
    saysOnce(
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
      /http:\/\/127\.0\.0\.1:1\/v1\/traces refused the connection: start the collector/,
    ));

  it('runs with a dead endpoint for gRPC', () =>
    saysOnce(
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /http:\/\/127\.0\.0\.1:1\/ refused the connection: start the collector/,
    ));

  it('runs with an endpoint that wants credentials, and shows none', async () => {
    collector.answer(401);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    await saysOnce(env, /refused the credentials \(401\): set OTEL_EXPORTER_OTLP_HEADERS, as/);
    const { stdout } = await saysOnce(
      { ...env, OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic s3cret' },
      /refused the credentials \(401\): correct the value in OTEL_EXPORTER_OTLP_HEADERS \(it has Authorization\)(?!.*s3cret)/,
    );
    assert.ok(!stdout.includes('s3cret'));
  });

  it('runs with an endpoint of another protocol', () =>
    saysOnce(
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /does not speak gRPC: set OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf/,
    ));

  it('runs with a malformed URL', () =>
    saysOnce(
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      /OTEL_EXPORTER_OTLP_ENDPOINT is no URL: 'collector:4318': write it with its scheme, as http:\/\/collector:4318/,
    ));

  for (const [what, missing, env, expected] of [
    [
      'exporter',
      '@opentelemetry/exporter-trace-otlp-grpc',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /@opentelemetry\/exporter-trace-otlp-grpc is not installed, and .* needs it: npm install @opentelemetry\/exporter-trace-otlp-grpc/,
    ],
    [
      'SDK',
      '@opentelemetry/sdk-node',
      {},
      /the application runs without: @opentelemetry\/sdk-node is not installed.*npm install @opentelemetry\/sdk-node/,
    ],
    [
      'propagator',
      '@opentelemetry/propagator-aws-xray',
      { OTEL_PROPAGATORS: 'xray,tracecontext' },
      /the propagator 'xray' is left out: @opentelemetry\/propagator-aws-xray is not installed/,
    ],
  ] as const) {
    it(`runs without the package of the ${what}, and names it`, () =>
      saysOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, WITHOUT: missing, ...env }, expected, WITHOUT).then(
        () => undefined,
      ));
  }

  it('runs without the API, which everything else is made of', async () => {
    const result = await runRegistered(
      'named-app/app.cjs',
      { ENDPOINT: server.endpoint, WITHOUT: '@opentelemetry/api' },
      WITHOUT,
    );
    assert.equal(result.code, 7);
    assert.match(result.stderr, /the application runs without tracing:.*@opentelemetry\/api/);
  });

  it('prints spans as a fallback where that is asked for, and only then', async () => {
    const dead = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_CONSOLE_FALLBACK: 'true' };
    const { stdout } = await saysOnce(dead, /refused the connection.*spans are printed until then/);
    assert.match(stdout, /SQS\.SendMessage +producer/);

    const alive = { ...dead, ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const result = await runRegistered('named-app/app.cjs', alive);
    assert.deepEqual([result.stdout, result.stderr], ['application done\n', '']);
  });

  it('prints spans where no endpoint is set, but not in production', async () => {
    const { stdout } = await saysOnce({}, /OTEL_EXPORTER_OTLP_ENDPOINT is not set, spans are printed: set it to/);
    assert.match(stdout, /SQS\.SendMessage +producer/);
    const env = { ENDPOINT: server.endpoint, NODE_ENV: 'production' };
    const result = await runRegistered('named-app/app.cjs', env);
    assert.equal(result.stdout, 'application done\n');
    assert.match(messages(result)[0] ?? '', /is not set, spans go to http:\/\/localhost:4318\/v1\/traces/);
  });

  it('is told at once with the connectivity test, and is not delayed by it', async function () {
    // What others do on this machine only ever adds to what is measured.
    this.retries(3);
    const silent = await startCollector();
    silent.answer(200, 60_000);
    try {
      const started = Date.now();
      const result = await runRegistered('named-app/app.cjs', {
        ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_ENDPOINT: silent.endpoint,
        OTEL_BOOTSTRAP_CONNECTIVITY_TEST: 'true',
        OTEL_TRACES_SAMPLER: 'always_off',
      });
      assert.equal(result.code, 7);
      // Nothing to export: nobody waits for the answer, whose time limit is 3 seconds.
      assert.ok(Date.now() - started < 3000 + 2000, `${Date.now() - started} ms`);
      assert.equal(result.stderr, '');
    } finally {
      await silent.stop();
    }
    await saysOnce(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_BOOTSTRAP_CONNECTIVITY_TEST: 'true',
        OTEL_TRACES_SAMPLER: 'always_off',
      },
      /refused the connection/,
    );
  });
});
