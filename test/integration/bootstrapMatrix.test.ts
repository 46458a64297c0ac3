import assert from 'node:assert/strict';
import { PACKAGE_NAME } from '../../src/version';
import { startStubServer } from '../attach/stubServer';
import { REGISTER, messages, runRegistered } from '../bootstrap/children';
import { startCollector, startGrpcCollector } from '../bootstrap/collector';
import { useWorld } from '../support/useWorld';

const APPS = { 'a CommonJS application': 'named-app/app.cjs', 'an ES module application': 'named-app-esm/app.js' };
const SENT = 'SQS.SendMessage';

describe('a process that is started with the register hook', () => {
  const server = useWorld(startStubServer);
  const collector = useWorld(startCollector);

  for (const option of ['--require', '--import']) {
    for (const [kind, file] of Object.entries(APPS)) {
      const preload = [option, REGISTER];

      it(`exports the spans of ${kind} over OTLP/HTTP, with ${option}`, async () => {
        const result = await runRegistered(
          file,
          {
            ENDPOINT: server.endpoint,
            OTEL_SERVICE_NAME: 'checkout',
            OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
            OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=production,service.version=1.0.0',
          },
          preload,
        );
        assert.deepEqual({ code: result.code, stdout: result.stdout }, { code: 7, stdout: 'application done\n' });
        assert.deepEqual(messages(result), []);
        const [span, ...others] = collector.spans(SENT);
        assert.ok(span);
        assert.deepEqual(others, []);
        assert.equal(span.scope, PACKAGE_NAME);
        assert.equal(span.resource['service.name'], 'checkout');
        assert.equal(span.resource['deployment.environment'], 'production');
        assert.equal(span.resource['service.version'], '1.0.0');
        assert.equal(collector.requests[0]?.path, '/v1/traces');
        assert.equal(collector.requests[0]?.contentType, 'application/x-protobuf');
        // The message carries the very context of the span that was exported.
        const sent = server.requests.find(({ headers }) => String(headers['x-amz-target']).endsWith('SendMessage'));
        assert.ok(sent?.body.includes(`00-${span.traceId}-${span.spanId}-01`), sent?.body);
      });

      it(`prints the spans of ${kind}, with ${option}`, async () => {
        const result = await runRegistered(
          file,
          { ENDPOINT: server.endpoint, OTEL_TRACES_EXPORTER: 'console' },
          preload,
        );
        assert.equal(result.code, 7);
        assert.deepEqual(messages(result), []);
        assert.match(result.stdout, /name: 'SQS\.SendMessage'/);
        assert.match(result.stdout, /'service\.name': 'order-worker(?:-esm)?'/);
        assert.equal(result.stdout.match(/^ {2}name: /gm)?.length, 1);
      });
    }
  }

  it('traces sqs-consumer in an ES module application, with either option', async () => {
    server.messages = [
      { MessageId: 'm-1', ReceiptHandle: 'r-1', Body: 'x', MD5OfBody: '9dd4e461268c8034f5c8564e155c67a6' },
    ];
    for (const option of ['--import', '--require']) {
      collector.clear();
      const result = await runRegistered(
        'named-app-esm/app.js',
        { ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, CONSUME: 'true' },
        [option, REGISTER],
      );
      assert.equal(result.code, 7, result.stderr);
      const [process] = collector.spans('process orders');
      assert.ok(
        process,
        `${option}: ${collector
          .spans()
          .map(({ name }) => name)
          .join(', ')}`,
      );
      assert.equal(process.resource['service.name'], 'order-worker-esm');
    }
  });

  it('honours protocol, headers, compression, timeout and endpoint of traces', async () => {
    const result = await runRegistered('named-app/app.cjs', {
      ENDPOINT: server.endpoint,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.endpoint}/custom/traces`,
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic dXNlcjpwYXNz==,x-tenant=one',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=two',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10s',
      OTEL_LOG_LEVEL: 'warn',
    });
    assert.equal(result.code, 7);
    assert.deepEqual(messages(result), []);
    const [request] = collector.requests;
    assert.ok(request);
    assert.equal(request.path, '/custom/traces');
    assert.equal(request.contentType, 'application/json');
    assert.equal(request.headers['authorization'], 'Basic dXNlcjpwYXNz==');
    assert.equal(request.headers['x-tenant'], 'two');
    assert.equal(request.headers['content-encoding'], 'gzip');
    assert.deepEqual(
      collector.spans().map(({ name }) => name),
      [SENT],
    );
  });

  it('exports over gRPC, also to a collector without a scheme', async () => {
    const grpc = await startGrpcCollector();
    try {
      const { host } = new URL(grpc.endpoint);
      const env = {
        ENDPOINT: server.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=7',
      };
      const results = await Promise.all([
        runRegistered('named-app/app.cjs', { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: grpc.endpoint }),
        runRegistered('named-app/app.cjs', {
          ...env,
          OTEL_EXPORTER_OTLP_ENDPOINT: host,
          OTEL_EXPORTER_OTLP_INSECURE: 'true',
        }),
      ]);
      for (const result of results)
        assert.deepEqual({ code: result.code, said: messages(result) }, { code: 7, said: [] });
      assert.deepEqual(
        grpc.spans().map(({ name }) => name),
        [SENT, SENT],
      );
      assert.equal(grpc.requests[0]?.headers['x-key'], '7');
    } finally {
      await grpc.stop();
    }
  });

  it('honours samplers, propagators, lists of exporters and the test span', async () => {
    const env = { ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const off = await runRegistered('named-app/app.cjs', { ...env, OTEL_TRACES_SAMPLER_ARG: '0' });
    assert.equal(off.code, 7);
    assert.deepEqual(collector.spans(), []);
    server.clear();

    const result = await runRegistered('named-app/app.cjs', {
      ...env,
      OTEL_PROPAGATORS: 'tracecontext,b3,xray',
      OTEL_TRACES_EXPORTER: 'console,otlp',
      OTEL_BOOTSTRAP_TEST_SPAN: 'true',
      OTEL_SEMCONV_STABILITY_OPT_IN: 'messaging',
    });
    assert.deepEqual(messages(result), []);
    assert.match(result.stdout, /name: 'SQS\.SendMessage'/);
    const span = collector.spans(SENT)[0];
    assert.ok(span);
    assert.equal(collector.spans('bootstrap test').length, 1);
    const [sent] = server.requests.map(({ body }) => body);
    for (const field of ['traceparent', 'X-Amzn-Trace-Id', 'b3']) assert.ok(sent?.includes(`"${field}"`), sent);
  });

  it('exports metrics where that is asked for, and no sooner', async () => {
    const env = { ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const result = await runRegistered('named-app/app.cjs', { ...env, OTEL_METRICS_EXPORTER: 'otlp' });
    assert.deepEqual({ code: result.code, said: messages(result) }, { code: 7, said: [] });
    assert.deepEqual([...new Set(collector.requests.map(({ path }) => path))].toSorted(), [
      '/v1/metrics',
      '/v1/traces',
    ]);
  });

  it('is off with OTEL_SDK_DISABLED, and then the request is as it would be without', async () => {
    const env = {
      ENDPOINT: server.endpoint,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_SDK_DISABLED: 'true',
    };
    const result = await runRegistered('named-app/app.cjs', env);
    assert.deepEqual({ code: result.code, stderr: result.stderr }, { code: 7, stderr: '' });
    assert.deepEqual(collector.requests, []);
    assert.ok(!server.requests[0]?.body.includes('traceparent'));
  });
});
