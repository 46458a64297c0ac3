import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { LARGE, STARTED, startBodyServer } from './bodyServer';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const BODY_SPAN = 'S3.GetObject body';

/** The body as the SDK types it is any of what browsers and Node.js have. */
type Body = Readable & { transformToString(): Promise<string>; transformToWebStream(): AsyncIterable<Uint8Array> };

describe('the body of an S3 object', () => {
  const server = useWorld(startBodyServer);
  const world = useWorld(startServicesWorld);
  let client: S3Client;
  let abort: AbortController;

  before(() => void (client = world.own(new S3Client(server.clientConfig))));
  beforeEach(() => void (abort = new AbortController()));

  const get = async (Key: string): Promise<Body> => {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key }), { abortSignal: abort.signal });
    assert.ok(body instanceof Readable);
    return body;
  };

  it('the span of the call ends with the response, and nobody listens to the body', async () => {
    const body = await get('stalled');
    assert.equal(world.tracing.spans('S3.GetObject').length, 1);
    assert.equal(Object.hasOwn(body, 'push'), false);
    const listened = body.eventNames();
    world.instrumentation.disable();
    const untraced = await get('stalled');
    world.instrumentation.enable();
    assert.deepEqual(listened, untraced.eventNames());
    assert.deepEqual(Reflect.ownKeys(body), Reflect.ownKeys(untraced));
    body.destroy();
    untraced.destroy();
    assert.deepEqual(world.tracing.spans(BODY_SPAN), []);
  });

  describe('with s3BodySpans', () => {
    beforeEach(() => world.instrumentation.setConfig({ s3BodySpans: true }));

    const closed = async (body: Body): Promise<ReadableSpan> => {
      if (!body.closed) await once(body, 'close').catch(() => undefined);
      await delay(1);
      return world.tracing.span(BODY_SPAN);
    };
    const told = (span: ReadableSpan): unknown[] => [
      span.attributes['aws.s3.body.outcome'],
      span.attributes['aws.s3.body.bytes_read'],
      span.status.code,
      span.attributes['error.type'],
    ];
    const ended = (bytes: number): unknown[] => ['end', bytes, SpanStatusCode.UNSET, undefined];

    it('has a child span from its first to its last byte', async () => {
      const body = await get('large');
      await delay(30);
      assert.equal((await body.transformToString()).length, LARGE);
      const span = await closed(body);
      const call = world.tracing.span('S3.GetObject');
      assert.equal(span.kind, SpanKind.INTERNAL);
      assert.equal(span.parentSpanContext?.spanId, call.spanContext().spanId);
      assert.deepEqual(attributesOf(span, ''), { 'aws.s3.body.bytes_read': LARGE, 'aws.s3.body.outcome': 'end' });
      assert.ok(hrTimeToMilliseconds(span.duration) >= 25, `${hrTimeToMilliseconds(span.duration)} ms`);
      assert.ok(hrTimeToMilliseconds(call.endTime) < hrTimeToMilliseconds(span.endTime));
    });

    const readers: Readonly<Record<string, (body: Body) => Promise<number>>> = {
      transformToString: async (body) => (await body.transformToString()).length,
      'a loop': async (body) => {
        let size = 0;
        for await (const chunk of body) size += (chunk as Buffer).length;
        return size;
      },
      'data events': async (body) => {
        let size = 0;
        body.on('data', (chunk: Buffer) => void (size += chunk.length));
        await once(body, 'end');
        return size;
      },
      'a pipeline': async (body) => {
        let size = 0;
        const write = (chunk: Buffer, _: unknown, done: () => void): void => {
          size += chunk.length;
          setImmediate(done);
        };
        await pipeline(body, new Writable({ highWaterMark: 1000, write }));
        return size;
      },
      'a web stream': async (body) => {
        let size = 0;
        for await (const chunk of body.transformToWebStream()) size += chunk.length;
        return size;
      },
      'read()': async (body) => {
        let size = 0;
        body.on('readable', () => {
          for (let chunk: Buffer | null; (chunk = body.read() as Buffer | null) !== null;) size += chunk.length;
        });
        await once(body, 'end');
        return size;
      },
    };
    for (const [reader, read] of Object.entries(readers)) {
      it(`is read to its last byte by ${reader}`, async () => {
        const body = await get('large');
        await delay(10);
        assert.equal(await read(body), LARGE);
        assert.deepEqual(told(await closed(body)), ended(LARGE));
      });
    }

    it('stays the same object, which nothing has started to read', async () => {
      let given: unknown;
      world.instrumentation.setConfig({
        s3BodySpans: true,
        responseHook: (_span, _service, _operation, result) => void (given = result?.['Body']),
      });
      const body = await get('large');
      assert.equal(body, given);
      assert.equal(Object.hasOwn(body, 'transformToString'), true);
      assert.equal(Object.keys(body).includes('push'), false);
      await delay(20);
      assert.deepEqual([body.readableFlowing, body.readableDidRead, body.listenerCount('error')], [null, false, 0]);
      assert.equal((await body.transformToString()).length, LARGE);
      assert.equal(Object.hasOwn(body, 'push'), false);
    });

    it('may be paused and taken up again by another reader: no byte is lost', async () => {
      const body = await get('large');
      let size = 0;
      const count = (chunk: Buffer): void => void (size += chunk.length);
      body.on('data', count);
      await once(body, 'data');
      body.pause();
      body.off('data', count);
      await delay(10);
      size += (await body.transformToString()).length;
      assert.equal(size, LARGE);
      assert.deepEqual(told(await closed(body)), ended(LARGE));
    });

    for (const [key, text] of [
      ['empty', ''],
      ['checked', 'hello'],
    ] as const) {
      it(`is read to its end: ${key}`, async () => {
        const body = await get(key);
        assert.equal(await body.transformToString(), text);
        assert.deepEqual(told(await closed(body)), ended(text.length));
      });
    }

    it('leaves no span if it is not read', async () => {
      const body = await get('stalled');
      await delay(20);
      assert.deepEqual(world.tracing.spans(BODY_SPAN), []);
      body.destroy();
    });

    it('that is closed early tells how much was taken, not how much came', async () => {
      const body = await get('large');
      await once(body, 'readable');
      assert.equal((body.read(1000) as Buffer).length, 1000);
      body.destroy();
      assert.deepEqual(told(await closed(body)), ['close', 1000, SpanStatusCode.UNSET, undefined]);
    });

    for (const key of ['stalled', 'stalled-checked']) {
      it(`that the application aborts is no error: ${key}`, async () => {
        const body = await get(key);
        let size = 0;
        body.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size === STARTED) abort.abort();
        });
        await assert.rejects(once(body, 'end'));
        assert.deepEqual(told(await closed(body)), ['abort', STARTED, SpanStatusCode.UNSET, undefined]);
      });
    }

    for (const key of ['cut', 'reset']) {
      it(`whose connection is lost is an error: ${key}`, async () => {
        const body = await get(key);
        await assert.rejects(body.transformToString());
        const span = await closed(body);
        const [outcome, bytes, status, type] = told(span);
        assert.deepEqual([outcome, status, type], ['error', SpanStatusCode.ERROR, 'ECONNRESET']);
        assert.ok(Number(bytes) <= STARTED);
        assert.equal(span.status.message, 'aborted');
      });
    }

    it('whose checksum is wrong is an error, which the application gets', async () => {
      const body = await get('corrupt');
      await assert.rejects(body.transformToString(), /Checksum mismatch/);
      assert.deepEqual(told(await closed(body)), ['error', 5, SpanStatusCode.ERROR, 'Error']);
    });

    it('without an error handler still ends the process: the span swallows nothing', async () => {
      const body = await get('corrupt');
      body.resume();
      const [uncaught] = (await Promise.race([
        uncaughtException(),
        delay(20_000, [new Error('swallowed')], { ref: false }),
      ])) as [Error];
      assert.match(uncaught.message, /Checksum mismatch/);
    });
  });
});

/** The next one, in place of mocha's own handling. */
function uncaughtException(): Promise<unknown[]> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      for (const listener of others) process.on('uncaughtException', listener);
      resolve([error]);
    });
  });
}
