import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { checkEndpoint } from '../../src/bootstrap/connectivity/checkEndpoint';
import type { Verdict } from '../../src/bootstrap/connectivity/verdict';
import { resolveEndpoint } from '../../src/bootstrap/endpoint';
import { useWorld } from '../support/useWorld';
import { startHttp2Server, startHttpServer, watchConnections } from './replyingServer';

function check(url: string, protocol: string, options: { hold?: boolean } = {}): Promise<Verdict> {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=7,Content-Type=text/plain',
  };
  return checkEndpoint(resolveEndpoint(env, []), { hold: true, timeoutMillis: 20_000, ...options });
}

describe('the question of the connectivity test', () => {
  const http = useWorld(startHttpServer);
  const http2 = useWorld(startHttp2Server);

  for (const [protocol, contentType, body] of [
    ['http/protobuf', 'application/x-protobuf', ''],
    ['http/json', 'application/json', '{}'],
    ['grpc', 'application/grpc', '\0\0\0\0\0'],
  ] as const) {
    it(`is an empty request over ${protocol}, whatever the headers say of its type`, async () => {
      const server = protocol === 'grpc' ? http2 : http;
      assert.deepEqual(await check(server.url, protocol), { outcome: 'reachable' });
      const [request, ...others] = server.received;
      assert.ok(request);
      const { headers } = request;
      assert.deepEqual(
        [headers[':method'], headers['content-type'], headers['x-key'], request.body.toString(), others.length],
        ['POST', contentType, '7', body, 0],
      );
    });
  }

  it('is one of gRPC, which asks for trailers', async () => {
    await check(http2.url, 'grpc');
    const [request] = http2.received;
    assert.deepEqual(
      [request?.headers[':path'], request?.headers['te']],
      ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'trailers'],
    );
  });

  for (const [what, reply, outcome] of [
    [
      'a status of HTTP, as a proxy gives it',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 401 }, { endStream: true }),
      'unauthorized',
    ],
    [
      'another status of HTTP',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 300 }, { endStream: true }),
      'rejected',
    ],
    [
      'a success of HTTP alone',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 204 }, { endStream: true }),
      'wrong_protocol',
    ],
    [
      'a page, from a server that does not speak gRPC',
      (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': 200, 'content-type': 'text/html' });
        stream.end('<h1>It works!</h1>');
      },
      'wrong_protocol',
    ],
    ['nothing at all', (stream: ServerHttp2Stream) => stream.close(), 'wrong_protocol'],
  ] as const) {
    it(`over gRPC is answered with ${what}`, async () => {
      http2.replies.push(reply);
      assert.equal((await check(http2.url, 'grpc')).outcome, outcome);
    });
  }

  for (const protocol of ['http/protobuf', 'grpc']) {
    it(`over ${protocol} keeps the process alive where somebody waits for it, and else does not`, async () => {
      const timers = (): number => process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
      let before = 0;
      let seen: unknown[] = [];
      let connections = watchConnections();
      connections.stop();
      const listener = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          seen = [...connections.held(), timers() - before];
          socket.destroy();
        });
      });
      await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
      try {
        for (const hold of [true, false]) {
          before = timers();
          connections = watchConnections();
          await check(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, protocol, { hold });
          connections.stop();
          assert.deepEqual(seen, hold ? [true, 1] : [false, 0]);
        }
      } finally {
        connections.stop();
        listener.close();
      }
    });
  }
});
