import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { mock } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type OtlpRequest, deliver, isSuccess } from '../../src/bootstrap/outlet/sendOtlp';
import { useWorld } from '../support/useWorld';
import { startHttpServer, watchConnections } from './replyingServer';

const PATIENCE = { limitMillis: 600_000, attempts: 6, backoffMillis: 1, insists: true };

function requestTo(url: string, grpc = false): OtlpRequest {
  return { url, grpc, headers: {}, body: Buffer.from('body'), gzip: false, tls: {} };
}

describe('an export request with a limit for the connection', () => {
  // Also where a test hangs, and never comes to its end.
  afterEach(() => mock.restoreAll());
  for (const grpc of [false, true]) {
    it(`is given up where nobody is there${grpc ? ', over gRPC' : ''}`, async () => {
      const lookup = mock.method(dns, 'lookup', () => undefined);
      // A request that waits keeps no process alive.
      const alive = setInterval(() => undefined, 1000);
      try {
        const answer = await deliver(requestTo('http://collector.test/', grpc), { ...PATIENCE, connectMillis: 1 });
        assert.deepEqual(answer, { error: { message: 'timed out', code: 'ETIMEDOUT' }, unreachable: true });
        assert.equal(lookup.mock.callCount(), 1);
      } finally {
        clearInterval(alive);
        lookup.mock.restore();
      }
    });
  }

  it('has all its time where there is a connection', async () => {
    let delay = 0;
    const server = createServer((request, response) => {
      request.resume();
      setTimeout(() => response.end(), delay);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const request = requestTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    try {
      assert.equal((await deliver(request, PATIENCE)).status, 200);
      delay = 50;
      assert.equal((await deliver(request, { ...PATIENCE, connectMillis: 1 })).status, 200);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('an export request over HTTP', () => {
  // Also where a test hangs, and never comes to its end.
  afterEach(() => mock.restoreAll());
  const server = useWorld(startHttpServer);
  const answers = (...statuses: readonly number[]): void =>
    void server.replies.push(
      ...statuses.map((status) => (response: ServerResponse) => response.writeHead(status).end()),
    );

  /** Has an answer from Node.js when it looks for a host. */
  async function withLookup<R>(
    found: (done: (error: Error | null, address?: object[]) => void) => void,
    run: () => Promise<R>,
  ): Promise<R> {
    const lookup = mock.method(
      dns,
      'lookup',
      (_name: string, _options: object, done: (error: Error | null, address?: object[]) => void) => found(done),
    );
    return run().finally(() => lookup.mock.restore());
  }

  it('is a POST of the body with its headers, compressed where that is asked for', async () => {
    for (const gzip of [false, true]) {
      const answer = await deliver({ ...requestTo(server.url), headers: { 'x-key': '7' }, gzip }, PATIENCE);
      assert.deepEqual(answer, { status: 200, retryAfterMillis: undefined });
      const [request] = server.received.splice(0);
      assert.ok(request);
      const { headers, body } = request;
      assert.deepEqual(
        [':method', 'x-key', 'content-encoding', 'content-length'].map((name) => headers[name]),
        ['POST', '7', gzip ? 'gzip' : undefined, String(body.length)],
      );
      assert.equal((gzip ? gunzipSync(body) : body).toString(), 'body');
    }
  });

  it('speaks TLS to an address with https', async () => {
    const listener = createNetServer(
      (socket) =>
        void socket.once('data', (data) => {
          handshakes.push(data[0] === 22);
          socket.destroy();
        }),
    );
    const handshakes: boolean[] = [];
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    try {
      const url = `https://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
      assert.equal(isSuccess(await deliver(requestTo(url), { ...PATIENCE, insists: false })), false);
      assert.deepEqual(handshakes, [true]);
    } finally {
      listener.close();
    }
  });

  it('keeps no process alive while it waits', async () => {
    const connections = watchConnections();
    const another = await startHttpServer();
    const held: boolean[][] = [];
    const reply = (response: ServerResponse): void => {
      held.push(connections.held());
      response.end();
    };
    another.replies.push(reply, reply);
    try {
      // The second one has the connection of the first.
      for (let sent = 0; sent < 2; sent += 1) await deliver(requestTo(another.url), PATIENCE);
      assert.deepEqual(held, [[false], [false]]);
    } finally {
      connections.stop();
      await another.stop();
    }
  });

  for (const [statuses, patience, sent, last] of [
    [[429, 502, 503, 504], {}, 5, 200],
    [[503, 503, 503], { attempts: 3 }, 3, 503],
    [[503], { insists: false }, 2, 200],
    [[400], {}, 1, 400],
    [[500], {}, 1, 500],
  ] as const) {
    it(`is sent ${sent} times where the answers are ${statuses.join(', ')}, with ${JSON.stringify(patience)}`, async () => {
      answers(...statuses);
      const { status } = await deliver(requestTo(server.url), { ...PATIENCE, ...patience });
      assert.deepEqual([status, server.received.length], [last, sent]);
    });
  }

  it('is sent again by who insists, where nobody answers', async () => {
    for (const insists of [true, false]) {
      server.reset();
      server.replies.push((response) => void response.destroy());
      const answer = await deliver(requestTo(server.url), { ...PATIENCE, insists });
      assert.deepEqual([isSuccess(answer), server.received.length], [insists, insists ? 2 : 1]);
      assert.deepEqual(answer.error, insists ? undefined : { message: 'socket hang up', code: 'ECONNRESET' });
    }
  });

  it('waits for as long as the answer says, if there is time', async () => {
    const after = (value: string) => (response: ServerResponse) =>
      void response.writeHead(503, { 'retry-after': value }).end();
    for (const [value, millis] of [
      ['3600', 3_600_000],
      ['0', 0],
      ['-1', undefined],
      ['Fri, 31 Dec 1999 23:59:59 GMT', undefined],
    ] as const) {
      server.replies.push(after(value));
      const answer = await deliver(requestTo(server.url), { ...PATIENCE, attempts: 1 });
      assert.deepEqual(answer, { status: 503, retryAfterMillis: millis });
    }
    server.reset();
    server.replies.push(after('0'), after('3600'));
    const { status } = await deliver(requestTo(server.url), { ...PATIENCE, backoffMillis: 900_000 });
    assert.deepEqual([status, server.received.length], [503, 2]);
  });

  it('waits longer each time, by some chance, if there is time', async () => {
    const limitMillis = 10_000;
    for (const [random, lefts] of [
      [0.999, [11]],
      [0.5, [10]],
      [0.5, [limitMillis, 11]],
    ] as const) {
      server.reset();
      const clock = mock.method(Date, 'now', () => now);
      const chance = mock.method(Math, 'random', () => random);
      let now = 0;
      for (const left of lefts) {
        server.replies.push((response) => {
          now = limitMillis - left;
          response.writeHead(503).end();
        });
      }
      try {
        const { status } = await deliver(requestTo(server.url), { ...PATIENCE, limitMillis, backoffMillis: 10 });
        assert.deepEqual([status, server.received.length], [503, lefts.length]);
      } finally {
        clock.mock.restore();
        chance.mock.restore();
      }
    }
  });

  it('is answered as soon as there is a status, also where the rest never comes', async () => {
    server.replies.push((response) => {
      response.writeHead(200, { 'content-length': '10' }).write('five!');
      response.socket?.end();
    });
    assert.deepEqual(await deliver(requestTo(server.url), { ...PATIENCE, limitMillis: 10_000 }), { status: 200 });
  });

  it('is given up at the end of its time, with its connection', async () => {
    const closed = new Promise(
      (resolve) => void server.replies.push((response) => void response.once('close', resolve)),
    );
    const answer = await deliver(requestTo(server.url), { ...PATIENCE, limitMillis: 30 });
    assert.deepEqual(answer, { error: { message: 'timed out', code: 'ETIMEDOUT' }, unreachable: undefined });
    await closed;
  });

  it('has all its time to find its host, without a limit for the connection', async () => {
    const url = server.url.replace('127.0.0.1', 'collector.test');
    const { status } = await withLookup(
      (done) => void setTimeout(done, 20, null, [{ address: '127.0.0.1', family: 4 }]),
      () => deliver(requestTo(url), PATIENCE),
    );
    assert.equal(status, 200);
  });

  it('tells of an error without words by its code, and has codes that are text', async () => {
    for (const [code, expected] of [
      ['ENOTFOUND', { message: 'ENOTFOUND', code: 'ENOTFOUND' }],
      [7, { message: '7', code: undefined }],
    ] as const) {
      const answer = await withLookup(
        (done) => process.nextTick(done, Object.assign(new Error(''), { code })),
        () => deliver(requestTo('http://collector.test/'), { ...PATIENCE, attempts: 1 }),
      );
      assert.deepEqual(answer, { error: expected, unreachable: undefined });
    }
  });
});
