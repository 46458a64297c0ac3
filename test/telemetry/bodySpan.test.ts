import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { namingFromOptIn } from '../../src/semconv/naming';
import { followBody } from '../../src/telemetry/bodySpan';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

/** What a stream's own class may do that the SDK's does not: see s3Bodies.test.ts for those. */
describe('the span of a body', () => {
  const tracing = useWorld(startTracing);

  const follow = (body: unknown): void =>
    followBody(trace.getTracer('test'), 'body', ROOT_CONTEXT, body, namingFromOptIn(undefined));
  const idle = (): Readable => new Readable({ read: () => undefined });
  const told = (): unknown[] => {
    const { attributes, status } = tracing.span('body');
    return [
      attributes['aws.s3.body.outcome'],
      attributes['aws.s3.body.bytes_read'],
      status.code,
      attributes['error.type'],
      status.message,
    ];
  };
  async function broken(error: unknown, members: object = {}): Promise<void> {
    const body = Object.assign(idle(), members);
    follow(body);
    // Not `once`, which rejects with the error.
    const closed = new Promise((resolve) => void body.once('close', resolve));
    body.on('error', () => undefined).destroy(error as Error);
    await closed;
  }

  it('counts the bytes of text in its encoding', async () => {
    const body = idle();
    follow(body);
    body.push('é', 'utf8');
    body.push('ff00', 'hex');
    body.push(null);
    body.resume();
    await once(body, 'end');
    assert.deepEqual(told(), ['end', 4, SpanStatusCode.UNSET, undefined, undefined]);
  });

  it('counts what was taken of a body that has an encoding, in bytes', async () => {
    for (const [encoding, text, expected] of [
      ['utf8', 'é', 6],
      ['hex', 'é', 2],
      ['base64', 'é', 3],
    ] as const) {
      tracing.reset();
      const body = idle();
      follow(body);
      body.setEncoding(encoding);
      body.push(Buffer.from(text.repeat(50_000)));
      assert.equal(typeof body.read(encoding === 'utf8' ? 3 : 4), 'string');
      const closed = once(body, 'close');
      body.destroy();
      await closed;
      assert.deepEqual(told(), ['close', expected, SpanStatusCode.UNSET, undefined, undefined]);
    }
  });

  it('counts the bytes that arrived, also those that are none of its encoding', async () => {
    for (const [encoding, bytes] of [
      ['utf8', Buffer.alloc(1000, 0xff)],
      ['base64', Buffer.alloc(1000)],
      ['utf16le', Buffer.alloc(1001)],
    ] as const) {
      tracing.reset();
      const body = idle();
      follow(body);
      body.setEncoding(encoding).push(bytes);
      body.push(null);
      body.resume();
      await once(body, 'end');
      assert.deepEqual(told().slice(0, 2), ['end', bytes.length], encoding);
    }
  });

  it('counts no more than arrived of text that is closed early', async () => {
    const body = idle();
    follow(body);
    body.setEncoding('utf8').push(Buffer.alloc(1000, 0xff));
    body.read();
    const closed = once(body, 'close');
    body.destroy();
    await closed;
    assert.deepEqual(told().slice(0, 2), ['close', 1000]);
  });

  it('does not count what was put back', async () => {
    const body = idle();
    follow(body);
    body.push(Buffer.from('head\nrest'));
    body.unshift((body.read() as Buffer).subarray(5));
    const closed = once(body, 'close');
    body.destroy();
    await closed;
    assert.equal(told()[1], 5);
  });

  it('does not count text that was put back, in bytes of its encoding', async () => {
    const body = idle().setEncoding('utf8');
    follow(body);
    body.push(Buffer.from('häd\nrést'));
    const text = body.read() as string;
    body.unshift(text.slice(4), 'utf8');
    assert.equal(body.read(), 'rést');
    body.unshift('rést', 'utf8');
    const closed = once(body, 'close');
    body.destroy();
    await closed;
    assert.equal(told()[1], Buffer.byteLength('häd\n'));
  });

  it("gives a body its own `push` back, or leaves another's there", async () => {
    const pushed: unknown[] = [];
    const withOwn = (): Readable & { push: unknown } => {
      const body = idle();
      const push = (chunk: unknown): boolean => {
        pushed.push(chunk);
        return Readable.prototype.push.call(body, chunk);
      };
      return Object.assign(body, { push });
    };
    const body = withOwn();
    const push: unknown = body.push;
    follow(body);
    assert.notEqual(body.push, push);
    body.push('abc');
    body.push(null);
    body.resume();
    await once(body, 'end');
    assert.equal(body.push, push);
    assert.deepEqual(pushed, ['abc', null]);
    assert.equal(told()[1], 3);

    tracing.reset();
    const later = idle();
    follow(later);
    const own = (): boolean => false;
    later.push = own;
    later.destroy();
    await once(later, 'close');
    assert.equal(Object.getOwnPropertyDescriptor(later, 'push')?.value, own);
    assert.equal(told()[0], 'close');
  });

  it('is not there for a body that is at its end already, or no stream', async () => {
    const destroyed = idle().destroy();
    const read = Readable.from([]).resume();
    await once(read, 'end');
    for (const body of [destroyed, read, 'text', undefined, new Blob(['x']).stream()]) {
      follow(body);
    }
    assert.equal(Object.hasOwn(destroyed, 'push') || Object.hasOwn(read, 'push'), false);
    assert.deepEqual(tracing.spans(), []);
  });

  it('is no listener, and there once where somebody else stands on the methods of the body', async () => {
    const body = idle();
    const before = body.eventNames();
    follow(body);
    assert.deepEqual(body.eventNames(), before);
    const emit = body.emit.bind(body);
    body.emit = (...args: Parameters<typeof emit>) => emit(...args);
    body.push('x');
    body.push(null);
    for await (const chunk of body) assert.equal(String(chunk), 'x');
    assert.deepEqual(told(), ['end', 1, SpanStatusCode.UNSET, undefined, undefined]);
  });

  it('takes an abort for none of the errors', async () => {
    await broken(Object.assign(new Error('The operation was aborted'), { name: 'AbortError' }));
    assert.deepEqual(told(), ['abort', 0, SpanStatusCode.UNSET, undefined, undefined]);
  });

  it('tells of a lost connection, whatever the stream knows of it', async () => {
    await broken(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    assert.deepEqual(told(), ['error', 0, SpanStatusCode.ERROR, 'ECONNRESET', 'aborted']);
  });

  it('tells of an error that is none', async () => {
    await broken('no reason');
    assert.deepEqual(told(), ['error', 0, SpanStatusCode.ERROR, '_OTHER', 'no reason']);
    tracing.reset();
    await broken({ code: 7 });
    assert.deepEqual(told(), ['error', 0, SpanStatusCode.ERROR, '_OTHER', undefined]);
  });

  it('knows an abort by the connection, and by the error that it leaves', async () => {
    const socket = { readableEnded: false, errored: null };
    for (const code of ['ECONNRESET', 'EPIPE']) {
      tracing.reset();
      await broken(Object.assign(new Error('aborted'), { code }), { socket });
      assert.equal(told()[0], code === 'EPIPE' ? 'error' : 'abort');
    }
  });

  it('starts with the first byte, or with the answer if that came along', async () => {
    const now = Date.now;
    const base = now();
    try {
      for (const early of [false, true]) {
        tracing.reset();
        const body = idle();
        if (early) body.push('first');
        Date.now = () => base;
        follow(body);
        Date.now = () => base + 5000;
        for (const chunk of ['next', null]) body.push(chunk);
        body.resume();
        await once(body, 'end');
        const [seconds, nanoseconds] = tracing.span('body').startTime;
        assert.equal(seconds * 1000 + nanoseconds / 1e6, early ? base : base + 5000);
      }
    } finally {
      Date.now = now;
    }
  });

  it('does not count what comes for a body that is closed', async () => {
    const body = idle();
    follow(body);
    body.destroy();
    body.push('late');
    await once(body, 'close');
    assert.deepEqual(told().slice(0, 2), ['close', 0]);
  });

  it('counts what is taken where nobody hears of it, as with `pipe` in Node.js 26', async () => {
    const body = idle();
    follow(body);
    const emit = body.emit.bind(body);
    body.emit = (event: string, ...args: unknown[]) => event !== 'data' && emit(event, ...args);
    body.push('taken');
    body.read();
    body.push('left');
    const closed = once(body, 'close');
    body.destroy();
    await closed;
    assert.equal(told()[1], 5);
  });
});
