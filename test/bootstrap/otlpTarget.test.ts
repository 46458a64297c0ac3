import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type Signal, resolveEndpoint } from '../../src/bootstrap/endpoint';
import { Batcher } from '../../src/bootstrap/outlet/batcher';
import { batchOptions } from '../../src/bootstrap/outlet/batchOptions';
import type { OtlpExporter } from '../../src/bootstrap/outlet/otlpExporter';
import { makeOtlpExporter } from '../../src/bootstrap/outlet/otlpTarget';
import { BatchingProcessor } from '../../src/bootstrap/processors';
import type { SdkSpan } from '../../src/bootstrap/sdk';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../src/version';
import { captureDiagnostics } from '../support/diagnostics';
import { HAS_OPEN_TELEMETRY_3 } from '../support/installed';
import { useWorld } from '../support/useWorld';
import { startCollector, startGrpcCollector } from './collector';
import { withoutPackages } from './hiddenPackages';
import { messagesIn } from './protobuf';

const TRANSFORMER = '@opentelemetry/otlp-transformer';
const TRACES_FILE = `${TRANSFORMER}/build/src/trace/protobuf`;

function make<T = object>(signal: Signal, env: Record<string, string>): OtlpExporter<T> {
  const endpoint = resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', ...env }, [], signal);
  assert.ok(endpoint.url);
  return makeOtlpExporter<T>(signal, endpoint, endpoint.url);
}

describe('an exporter over OTLP', () => {
  const http = useWorld(startCollector);
  const grpc = useWorld(startGrpcCollector);

  for (const protocol of ['http/protobuf', 'http/json', 'grpc']) {
    it(`exports over ${protocol} until it is shut down`, async () => {
      const collector = protocol === 'grpc' ? grpc : http;
      const exporter = make<SdkSpan>('traces', {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      });
      const processor = new BatchingProcessor(new Batcher(exporter, batchOptions('traces', {})));
      const provider = new NodeTracerProvider({ spanProcessors: [processor] });
      provider.getTracer('shop').startSpan('checkout').end();
      await provider.shutdown();
      assert.deepEqual(
        collector.spans().map(({ name, scope }) => [name, scope]),
        [['checkout', 'shop']],
      );
      const error = await new Promise((resolve) => exporter.export([], (result) => resolve(result.error)));
      assert.deepEqual([String(error), collector.requests.length], ['Error: shut down', 1]);
    });
  }

  for (const [protocol, contentType] of [
    ['http/protobuf', 'application/x-protobuf'],
    ['http/json', 'application/json'],
    ['grpc', 'application/grpc'],
  ] as const) {
    for (const [signal, service] of [
      ['traces', 'trace.v1.TraceService'],
      ['metrics', 'metrics.v1.MetricsService'],
      ['logs', 'logs.v1.LogsService'],
    ] as const) {
      it(`sends ${signal} over ${protocol} to where they are taken, in requests of their own`, () => {
        const exporter = make(signal, {
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=7,Content-Type=text/plain',
          ...(signal === 'logs' && { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }),
        });
        const items = signal === 'metrics' ? [{ resource: { attributes: {} }, scopeMetrics: [] }] : [];
        const { body, ...target } = exporter.request(items) ?? assert.fail('no request');
        const path = protocol === 'grpc' ? `opentelemetry.proto.collector.${service}/Export` : `v1/${signal}`;
        assert.deepEqual(target, {
          url: `http://collector:4318/${path}`,
          grpc: protocol === 'grpc',
          headers: {
            'user-agent': `${PACKAGE_NAME}/${PACKAGE_VERSION}`,
            'x-key': '7',
            'content-type': contentType,
          },
          gzip: signal === 'logs',
          tls: {},
        });
        if (protocol === 'http/json') {
          const member = { traces: 'resourceSpans', metrics: 'resourceMetrics', logs: 'resourceLogs' }[signal];
          const content = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown[]>;
          assert.deepEqual([Object.keys(content), content[member]?.length], [[member], items.length]);
        } else assert.equal(messagesIn(Buffer.from(body), 1).length, items.length);
      });
    }
  }

  it('has the certificates that can be read, and tells of the others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'certificates-'));
    const diagnostics = captureDiagnostics();
    try {
      const file = join(directory, 'ca.pem');
      await writeFile(file, 'authority');
      const exporter = make('traces', {
        OTEL_EXPORTER_OTLP_CERTIFICATE: file,
        OTEL_EXPORTER_OTLP_CLIENT_KEY: join(directory, 'key.pem'),
      });
      assert.deepEqual(exporter.request([])?.tls, { ca: 'authority' });
      assert.equal(diagnostics.lines.length, 1);
      assert.match(diagnostics.lines[0] ?? '', /^warn: .*a certificate cannot be read: ENOENT.*key\.pem/);
    } finally {
      diagnostics.stop();
      await rm(directory, { recursive: true });
    }
  });
});

describe("what makes an exporter's requests", () => {
  // Not `Module._load`: a hook for modules, once there, does not go so far for what it has seen before.
  const loader = Module.prototype as { require: (this: unknown, request: string) => unknown };

  /** Makes an exporter of traces; some modules are others, or fail. Tells which modules of OpenTelemetry were asked for. */
  function asked(protocol: string, replaced: Readonly<Record<string, () => unknown>> = {}): string[] {
    const names: string[] = [];
    const load = loader.require;
    const mocked = mock.method(loader, 'require', function (this: unknown, request: string): unknown {
      if (request.startsWith(TRANSFORMER)) names.push(request);
      const other = replaced[request];
      return other === undefined ? load.call(this, request) : other();
    });
    try {
      const exporter = make('traces', { OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
      assert.ok(exporter.request([])?.body);
    } finally {
      mocked.mock.restore();
    }
    return names;
  }

  it('is loaded without the SDK of other signals, where a release lets others load that', () => {
    // Those of 3.x name what may be loaded of them.
    const more = HAS_OPEN_TELEMETRY_3 ? [TRANSFORMER] : [];
    assert.deepEqual(asked('http/protobuf'), [TRACES_FILE, ...more]);
    assert.deepEqual(asked('grpc'), [TRACES_FILE, ...more]);
    assert.deepEqual(asked('http/json'), [`${TRANSFORMER}/build/src/trace/json`, ...more]);
  });

  it('is the whole package, where a release has its files elsewhere', () => {
    assert.deepEqual(asked('grpc', { [TRACES_FILE]: () => assert.fail('elsewhere') }), [TRACES_FILE, TRANSFORMER]);
    assert.deepEqual(asked('grpc', { [TRACES_FILE]: () => ({}) }), [TRACES_FILE, TRANSFORMER]);
  });

  it('is missed by its name', () => {
    assert.throws(() => asked('grpc', { [TRACES_FILE]: () => ({}), [TRANSFORMER]: () => ({}) }), {
      message: `${TRANSFORMER} has no ProtobufTraceSerializer`,
    });
    const name = '@opentelemetry/exporter-trace-otlp-http';
    assert.throws(() => withoutPackages([name], () => make('traces', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' })), {
      message: `${name} is not installed, and OTLP over http/json needs it: npm install ${name}`,
    });
  });
});
