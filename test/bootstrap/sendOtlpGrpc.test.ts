import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { type OtlpRequest, deliver, isSuccess } from '../../src/bootstrap/outlet/sendOtlp';
import { useWorld } from '../support/useWorld';
import { startHttp2Server } from './replyingServer';

const PATIENCE = { limitMillis: 10_000, attempts: 6, backoffMillis: 1, insists: false };

describe('an export request over gRPC', () => {
  const server = useWorld(startHttp2Server);
  const request = (gzip = false): OtlpRequest => {
    const headers = { 'content-type': 'application/grpc', 'x-key': '7' };
    return { url: `${server.url}Traces/Export`, grpc: true, headers, body: Buffer.from('body'), gzip, tls: {} };
  };
  const SUCCESS = { status: 200, grpcStatus: 0 };

  it('is one message with its length, compressed where that is asked for', async () => {
    for (const gzip of [false, true]) {
      assert.deepEqual(await deliver(request(gzip), PATIENCE), SUCCESS);
      const [received] = server.received.splice(0);
      assert.ok(received);
      const { headers, body } = received;
      assert.deepEqual(
        [':method', ':path', 'te', 'x-key', 'grpc-encoding'].map((name) => headers[name]),
        ['POST', '/Traces/Export', 'trailers', '7', gzip ? 'gzip' : undefined],
      );
      assert.deepEqual([body[0], body.readUInt32BE(1)], [gzip ? 1 : 0, body.length - 5]);
      assert.equal((gzip ? gunzipSync(body.subarray(5)) : body.subarray(5)).toString(), 'body');
    }
  });

  for (const [what, reply, answer] of [
    [
      'a status without a message',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 200, 'grpc-status': '3' }, { endStream: true }),
      { status: 200, grpcStatus: 3 },
    ],
    [
      'a status of HTTP, as a proxy gives it',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 300 }, { endStream: true }),
      { status: 300, grpcStatus: undefined },
    ],
    [
      'a success of HTTP alone',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 204 }, { endStream: true }),
      { error: { message: 'Protocol error: no status', code: undefined }, unreachable: undefined },
    ],
    [
      'a page, from a server that does not speak gRPC',
      (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': 200, 'content-type': 'text/html' });
        stream.end('<h1>It works!</h1>');
      },
      { error: { message: 'Protocol error: no status', code: undefined }, unreachable: undefined },
    ],
    [
      'nothing at all',
      (stream: ServerHttp2Stream) => stream.close(),
      { error: { message: 'Protocol error: no status', code: undefined }, unreachable: undefined },
    ],
  ] as const) {
    it(`has not arrived where the answer is ${what}`, async () => {
      server.replies.push(reply);
      const got = await deliver(request(), PATIENCE);
      assert.deepEqual(got, answer);
      assert.deepEqual([isSuccess(got), server.received.length], [false, 1]);
    });
  }

  it('is sent again where the status asks for it', async () => {
    server.replies.push((stream) => stream.respond({ ':status': 200, 'grpc-status': '14' }, { endStream: true }));
    assert.deepEqual(await deliver(request(), PATIENCE), SUCCESS);
    assert.equal(server.received.length, 2);
  });

  it('shares a connection with others, until that ends in any way', async () => {
    const insisting = { ...PATIENCE, insists: true };
    const send = async (): Promise<number> => {
      assert.deepEqual(await deliver(request(), insisting), SUCCESS);
      return server.sockets.length;
    };
    const first = await send();
    assert.deepEqual(await Promise.all([send(), send()]), [first, first]);
    // Nothing is under way.
    server.sockets.at(-1)?.resetAndDestroy();
    assert.equal(await send(), first + 1);
    // The server wants to end, and takes no more requests on this connection.
    let finish = (): void => undefined;
    const ending = new Promise<void>((resolve) => {
      server.replies.push((stream) => {
        stream.session?.goaway();
        stream.respond({ ':status': 200 });
        finish = () => void stream.end();
        resolve();
      });
    });
    const slow = deliver(request(), PATIENCE);
    await ending;
    assert.equal(await send(), first + 2);
    finish();
    assert.equal(isSuccess(await slow), false);
    assert.equal(await send(), first + 2);
  });

  it('leaves nothing behind on a connection that lasts', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listener);
    try {
      for (let sent = 0; sent < 12; sent += 1) await deliver(request(), PATIENCE);
      await new Promise(setImmediate);
    } finally {
      process.off('warning', listener);
    }
    assert.deepEqual(warnings, []);
  });

  it('is given up at the end of its time, with its connection', async () => {
    await deliver(request(), PATIENCE);
    server.replies.push(() => undefined);
    const closed = once(server.sockets.at(-1) ?? assert.fail('no connection'), 'close');
    const answer = await deliver(request(), { ...PATIENCE, limitMillis: 30 });
    assert.deepEqual(answer, { error: { message: 'timed out', code: 'ETIMEDOUT' }, unreachable: undefined });
    await closed;
  });
});
