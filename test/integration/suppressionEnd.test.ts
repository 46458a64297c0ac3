import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context, createContextKey, trace } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing } from '@opentelemetry/core';
import { SqsInstrumentation, type SqsInstrumentationConfig, forwardMessage } from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type Tracing, startTracing } from '../support/tracing';
import { type BodyServer, startBodyServer } from './bodyServer';

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const OWN = createContextKey('of the application');

const CONFIGS: Readonly<Record<string, SqsInstrumentationConfig>> = {
  'an ignored call': { ignore: (service) => service === 'S3' },
  suppressInternalInstrumentation: { suppressInternalInstrumentation: true },
  both: { ignore: (service) => service === 'S3', suppressInternalInstrumentation: true },
};

/** How applications read a body. */
const READINGS: Readonly<Record<string, (body: Readable, use: () => Promise<void>) => Promise<unknown>>> = {
  'data events': (body, use) => {
    const uses: Promise<void>[] = [];
    body.on('data', () => void uses.push(use()));
    return new Promise((resolve, reject) => {
      body.on('error', reject).on('end', () => void Promise.all(uses).then(resolve));
    });
  },
  'its end': (body, use) =>
    new Promise((resolve, reject) => {
      body
        .on('error', reject)
        .on('end', () => void use().then(resolve))
        .resume();
    }),
  'a loop': async (body, use) => {
    for await (const chunk of body) if (chunk !== undefined) await use();
  },
  'readable events': (body, use) => {
    const uses: Promise<void>[] = [];
    body.on('readable', () => {
      while (body.read() !== null) uses.push(use());
    });
    return new Promise((resolve) => void body.on('end', () => void Promise.all(uses).then(resolve)));
  },
};

describe('what is suppressed for a call ends with it', () => {
  let server: CannedServer;
  let bodies: BodyServer;
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;
  let s3: S3Client;
  let sqs: SQSClient;
  before(async () => {
    tracing = startTracing();
    instrumentation = new SqsInstrumentation();
    server = await startCannedServer();
    bodies = await startBodyServer();
    s3 = new S3Client(bodies.clientConfig);
    sqs = new SQSClient({ ...server.clientConfig, md5: false });
  });
  after(async () => {
    instrumentation.disable();
    for (const client of [s3, sqs]) client.destroy();
    await Promise.all([server.stop(), bodies.stop(), tracing.stop()]);
  });
  beforeEach(() => {
    tracing.reset();
    server.reset();
  });

  for (const [title, config] of Object.entries(CONFIGS)) {
    for (const [reading, read] of Object.entries(READINGS)) {
      for (const Key of ['large', 'checked']) {
        it(`${title}: messages sent from ${reading} of a body (${Key}) are traced`, async () => {
          instrumentation.setConfig(config);
          const suppressed: boolean[] = [];
          let sends = 0;
          const send = async (): Promise<void> => {
            suppressed.push(isTracingSuppressed(context.active()));
            assert.equal(context.active().getValue(OWN), 'kept');
            sends++;
            await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
          };
          await context.with(context.active().setValue(OWN, 'kept'), async () => {
            const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key, ChecksumMode: 'ENABLED' }));
            await read(Body as unknown as Readable, send);
          });
          assert.ok(sends > 0);
          assert.equal(tracing.spans('SQS.SendMessage').length, sends);
          assert.deepEqual(new Set(suppressed), new Set([false]));
          for (const { text } of server.requests) assert.match(text, /traceparent/);
        });
      }
    }
  }

  for (const [title, config] of Object.entries(CONFIGS)) {
    it(`${title}: messages that the application sends from inside of it are traced`, async () => {
      instrumentation.setConfig(config);
      const send = async (): Promise<unknown> => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      const client = new S3Client({ ...server.clientConfig, forcePathStyle: true });
      client.middlewareStack.add(
        (next) => async (args) => {
          await send();
          // What the application itself suppresses stays so.
          await context.with(suppressTracing(context.active()), send);
          return next(args);
        },
        { step: 'build' },
      );
      async function* rows(): AsyncGenerator<string> {
        await send();
        yield 'row';
      }
      await trace.getTracer('application').startActiveSpan('root', async (root) => {
        await client.send(
          new PutObjectCommand({ Bucket: 'b', Key: 'k', ContentLength: 3, Body: Readable.from(rows()) }),
        );
        root.end();
      });
      client.destroy();
      const sends = tracing.spans('SQS.SendMessage');
      assert.deepEqual(
        server.requests
          .filter(({ text }) => text.includes('MessageBody'))
          .map(({ text }) => text.includes('traceparent')),
        [true, false, true],
      );
      const [root] = tracing.spans('root');
      assert.deepEqual(
        new Set(sends.map((span) => span.spanContext().traceId)),
        new Set([root?.spanContext().traceId]),
      );
      assert.equal(sends.length, 2);
    });
  }

  it('a forward to Kafka: what its producer calls later is traced', async () => {
    instrumentation.setConfig({});
    const later: boolean[] = [];
    const look = (): number => later.push(isTracingSuppressed(context.active()));
    const producer = {
      send: async () => {
        look();
        setTimeout(look, 5);
      },
    };
    const record = { value: Buffer.from('x'), offset: '1', headers: {} };
    await forwardMessage(producer, record, { topic: 'dead' });
    await new Promise((resolve) => void setTimeout(resolve, 15));
    assert.deepEqual(later, [true, false]);
  });

  it('and lasts as long as that: nothing of the call itself is traced', async () => {
    instrumentation.setConfig({ suppressInternalInstrumentation: true });
    const during: boolean[] = [];
    const client = new SQSClient({ ...server.clientConfig, md5: false });
    client.middlewareStack.add(
      (next) => async (args) => {
        during.push(isTracingSuppressed(context.active()));
        await new Promise(setImmediate);
        // Whatever is derived from it is suppressed as well.
        const derived = trace.setSpan(context.active().setValue(OWN, 1), trace.wrapSpanContext(SPAN_CONTEXT));
        during.push(isTracingSuppressed(derived), isTracingSuppressed(derived.deleteValue(OWN)));
        return next(args);
      },
      { step: 'build' },
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    instrumentation.setConfig({ emptyReceives: 'drop' });
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    client.destroy();
    assert.deepEqual(during, [true, true, true, true, true, true]);
    assert.deepEqual(
      tracing.spans().map(({ name }) => name),
      ['SQS.SendMessage'],
    );
  });
});

const SPAN_CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
