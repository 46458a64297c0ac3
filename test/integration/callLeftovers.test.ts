import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../src';
import { startCannedServer } from '../support/cannedServer';
import { useWorld } from '../support/useWorld';
import { startSqsWorld, text } from './sqsWorld';

type Next = (args: object) => Promise<never>;

const CALLS = 20;

const CONFIGS: Readonly<Record<string, SqsInstrumentationConfig>> = {
  'by default': {},
  'with its HTTP request hidden': { suppressInternalInstrumentation: true },
  'that is ignored': { ignore: () => true },
  'with a trace header': { xrayRequestHeader: true },
};

/** The collector of V8, without a flag for all tests. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

describe('what a call leaves behind', () => {
  const gc = collector();
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  before(async () => void (QueueUrl = await world.createQueue()));

  function run(client: SQSClient, inCall: () => void): void {
    const around = (next: Next) => (args: object) => {
      inCall();
      return next(args);
    };
    (client.middlewareStack as { add(given: unknown, placement: object): void }).add(around, {
      step: 'finalizeRequest',
    });
  }

  async function alive(references: readonly WeakRef<object>[]): Promise<number> {
    world.reset();
    await new Promise((resolve) => void setTimeout(resolve, 5));
    gc();
    return references.filter((reference) => reference.deref() !== undefined).length;
  }

  for (const [title, config] of Object.entries(CONFIGS)) {
    it(`a timer does not keep the message of a call ${title}`, async () => {
      world.instrumentation.setConfig(config);
      const sqs = world.client();
      const timers: NodeJS.Timeout[] = [];
      const nothing = (): void => undefined;
      run(sqs, () => void timers.push(setTimeout(nothing, 3_600_000)));
      const inputs: WeakRef<object>[] = [];
      const send = async (): Promise<void> => {
        const input = { QueueUrl, MessageBody: Buffer.alloc(1024).fill('x').toString('latin1') };
        inputs.push(new WeakRef(input));
        await sqs.send(new SendMessageCommand(input));
      };
      for (let i = 0; i < CALLS; i++) await send();
      const count = await alive(inputs);
      for (const timer of timers) clearTimeout(timer);
      assert.ok(count <= 1, `${count} of ${CALLS} messages are alive`);
    });

    it(`a call within the context of another one does not keep that one ${title}`, async () => {
      world.instrumentation.setConfig(config);
      const sqs = world.client();
      const contexts: WeakRef<object>[] = [];
      // As a stream or a timer does, of the last call only.
      const last: { resource: AsyncResource } = { resource: new AsyncResource('test') };
      run(sqs, () => {
        contexts.push(new WeakRef(context.active()));
        last.resource = new AsyncResource('test');
      });
      for (let i = 0; i < CALLS; i++) {
        await last.resource.runInAsyncScope(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
      }
      const count = await alive(contexts);
      assert.equal(contexts.length, CALLS);
      assert.ok(count <= 3, `${count} of ${CALLS} contexts are alive`);
    });
  }

  it('a timer does not keep the body of an upload whose request has a trace header', async () => {
    world.instrumentation.setConfig({ xrayRequestHeader: true });
    const server = await startCannedServer();
    const s3 = new S3Client({ ...server.clientConfig, forcePathStyle: true });
    const timers: NodeJS.Timeout[] = [];
    const nothing = (): void => undefined;
    run(s3 as unknown as SQSClient, () => void timers.push(setTimeout(nothing, 3_600_000)));
    const bodies: WeakRef<object>[] = [];
    const put = async (): Promise<void> => {
      const Body = Buffer.alloc(1024);
      bodies.push(new WeakRef(Body));
      await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body }));
    };
    for (let i = 0; i < CALLS; i++) await put();
    const count = await alive(bodies);
    for (const timer of timers) clearTimeout(timer);
    s3.destroy();
    await server.stop();
    assert.ok(count <= 1, `${count} of ${CALLS} bodies are alive`);
  });

  for (const again of ['the same request', 'a part of it'] as const) {
    it(`middleware that sends ${again} again leaves no open span, and each message has one`, async () => {
      const sqs = world.client();
      const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
      const retry = (next: Next) => async (args: { readonly input: object }) => {
        await next(args);
        const rest = again === 'a part of it' ? { ...args.input, Entries: [Entries[1]] } : args.input;
        return next({ ...args, input: rest });
      };
      const stack = sqs.middlewareStack as { add(given: unknown, placement: object): void };
      stack.add(retry, { step: 'initialize' });
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const creates = world.tracing.spans().filter(({ name }) => name.startsWith('create '));
      assert.equal(creates.length, 2);
      assert.equal(world.tracing.span('SQS.SendMessageBatch').links.length, 2);
      const sent = world.server.sent('SendMessageBatch').flatMap(({ body }) => body?.Entries ?? []);
      const contexts = sent.map(({ MessageAttributes }) => MessageAttributes?.['traceparent']?.StringValue);
      assert.equal(new Set(contexts).size, 2);
      assert.equal(contexts.at(-1), contexts[1]);
    });
  }

  it('middleware that sends a message with a context of its own again leaves one link', async () => {
    const sqs = world.client();
    const again = (next: Next) => async (args: object) => {
      await next(args);
      return next(args);
    };
    (sqs.middlewareStack as { add(given: unknown, placement: object): void }).add(again, { step: 'initialize' });
    const traceparent = text('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: { traceparent } }));
    assert.equal(world.server.sent('SendMessage').length, 2);
    assert.equal(world.tracing.span('SQS.SendMessage').links.length, 1);
  });
});
