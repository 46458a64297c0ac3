import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { status as grpcStatus } from '@grpc/grpc-js';
import { checkEndpoint } from '../../src/bootstrap/connectivity/checkEndpoint';
import type { Outcome } from '../../src/bootstrap/connectivity/verdict';
import { resolveEndpoint } from '../../src/bootstrap/endpoint';
import { type Collector, startCollector, startGrpcCollector } from './collector';

describe('the connectivity test', () => {
  let http: Collector;
  let grpc: Collector;
  before(async () => {
    [http, grpc] = await Promise.all([startCollector(), startGrpcCollector()]);
  });
  after(() => Promise.all([http.stop(), grpc.stop()]));
  beforeEach(() => {
    http.answer(200);
    http.clear();
    grpc.answer(0);
    grpc.clear();
  });

  const check = async (url: string, protocol: string, env: Record<string, string> = {}): Promise<Outcome> => {
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, ...env };
    const { outcome, problem } = await checkEndpoint(resolveEndpoint(variables, []), {
      hold: true,
      timeoutMillis: 500,
    });
    assert.equal(problem === undefined, outcome === 'reachable');
    assert.ok(problem === undefined || problem.fix.length > 10);
    return outcome;
  };

  for (const protocol of ['http/protobuf', 'http/json']) {
    it(`sends a valid, empty request over ${protocol}, with the headers`, async () => {
      assert.equal(await check(http.endpoint, protocol, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=7' }), 'reachable');
      const [request, ...others] = http.requests;
      assert.deepEqual([request?.path, request?.headers['x-key'], others.length], ['/v1/traces', '7', 0]);
      assert.deepEqual(request?.spans, []);
    });
  }

  for (const [status, outcome] of [
    [202, 'reachable'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [405, 'not_found'],
    [400, 'rejected'],
    [429, 'server_error'],
    [500, 'server_error'],
    [503, 'server_error'],
  ] as const) {
    it(`takes an answer of ${status} for ${outcome}`, async () => {
      http.answer(status);
      assert.equal(await check(http.endpoint, 'http/protobuf'), outcome);
    });
  }

  it('calls the trace service over gRPC, with the headers', async () => {
    assert.equal(await check(grpc.endpoint, 'grpc', { OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=7' }), 'reachable');
    assert.equal(grpc.requests[0]?.headers['x-key'], '7');
    assert.deepEqual(grpc.requests[0]?.spans, []);
    for (const [code, outcome] of [
      [grpcStatus.UNAUTHENTICATED, 'unauthorized'],
      [grpcStatus.PERMISSION_DENIED, 'unauthorized'],
      [grpcStatus.UNIMPLEMENTED, 'not_found'],
      [grpcStatus.UNAVAILABLE, 'server_error'],
      [grpcStatus.INVALID_ARGUMENT, 'rejected'],
    ] as const) {
      grpc.answer(code);
      assert.equal(await check(grpc.endpoint, 'grpc'), outcome);
    }
  });

  it('tells who does not answer, and how', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => void sockets.add(socket));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    try {
      for (const protocol of ['http/protobuf', 'grpc']) {
        assert.equal(await check(url, protocol), 'timeout');
        assert.equal(await check('http://127.0.0.1:1', protocol), 'refused');
        assert.equal(await check('http://nobody.invalid:4318', protocol), 'unreachable');
        assert.equal(await check('no url', protocol), 'invalid');
      }
      assert.equal(await check(http.endpoint, 'grpc'), 'wrong_protocol');
      assert.equal(await check(grpc.endpoint, 'http/protobuf'), 'wrong_protocol');
      assert.equal(await check(http.endpoint.replace('http:', 'https:'), 'http/protobuf'), 'tls');
      assert.equal(await check(grpc.endpoint.replace('http:', 'https:'), 'grpc'), 'tls');
      const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file.pem' };
      assert.notEqual(await check(http.endpoint, 'http/protobuf', env), 'reachable');
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void silent.close(resolve));
    }
  });
});
