import assert from 'node:assert/strict';
import { type Message, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ConsumerOptions } from 'sqs-consumer';
import { processBatch, processMessage, wrapBatchHandler, wrapMessageHandler } from '../../src';
import { pause, work } from '../process/consumerWorld';
import { handleOnce } from './sqsConsumerWorld';
import { type SqsWorld, idOf, linksOf, queueName, startSqsWorld } from './sqsWorld';

describe('sqs-consumer', () => {
  let world: SqsWorld;
  let QueueUrl: string;

  before(async () => {
    world = await startSqsWorld();
  });
  after(() => world.stop());
  beforeEach(async () => {
    world.reset();
    QueueUrl = await world.createQueue();
  });

  const send = () => world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const sendBatch = async (count: number) => {
    const Entries = Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
  const run = (options: Partial<ConsumerOptions>) =>
    handleOnce({ queueUrl: QueueUrl, sqs: world.sqs, ...options } as ConsumerOptions);
  const all = () => world.tracing.spans(`process ${queueName(QueueUrl)}`);
  const outcome = ({ attributes }: ReadableSpan) => attributes['messaging.sqs.process.outcome'];
  /** Spans of messages in the order of their bodies, and that of the batch. */
  const batch = () => {
    const spans = all();
    const whole = spans.find(({ attributes }) => attributes['messaging.sqs.batch.size'] !== undefined);
    return { whole: whole ?? assert.fail(), each: spans.filter((span) => span !== whole) };
  };
  const below = (child: ReadableSpan, parent: ReadableSpan) =>
    assert.equal(child.parentSpanContext?.spanId, parent.spanContext().spanId);

  describe('handleMessage', () => {
    const span = () => world.tracing.span(`process ${queueName(QueueUrl)}`);

    it('runs in the process span of its message, and so does the delete', async () => {
      await send();
      await run({
        async handleMessage(message: Message) {
          await pause();
          work();
          return message;
        },
      });
      assert.equal(span().kind, SpanKind.CONSUMER);
      assert.equal(outcome(span()), 'deleted');
      assert.equal(span().attributes['aws.sqs.queue.url'], QueueUrl);
      assert.equal(linksOf(span())[0]?.[0], idOf(world.tracing.span('SQS.SendMessage').spanContext()));
      below(world.tracing.span('work'), span());
      below(world.tracing.span('SQS.DeleteMessage'), span());
      assert.equal(trace.getActiveSpan(), undefined);
    });

    it('of several messages at once: each has its own', async () => {
      await sendBatch(10);
      await run({
        batchSize: 10,
        async handleMessage(message: Message) {
          await pause(Math.random() * 5);
          trace.getTracer('application').startSpan('work', { attributes: { of: String(message.MessageId) } }).end();
          return message;
        },
      });
      assert.equal(all().length, 10);
      const works = world.tracing.spans('work');
      assert.equal(works.length, 10);
      for (const one of works) {
        const own = all().find(({ attributes }) => attributes['messaging.message.id'] === one.attributes['of']);
        below(one, own ?? assert.fail());
      }
    });

    it("tells of the application's own error, though the library swallows and wraps it", async () => {
      await send();
      const error = new RangeError('application');
      const { errors } = await run({ handleMessage: () => Promise.reject(error) });
      assert.equal(errors[0]?.name, 'StandardError');
      assert.equal(errors[0]?.cause, error);
      assert.equal(outcome(span()), 'failed');
      assert.equal(span().attributes['error.type'], 'RangeError');
      assert.deepEqual(span().status, { code: SpanStatusCode.ERROR, message: 'application' });
      assert.deepEqual(world.tracing.spans('SQS.DeleteMessage'), []);
    });

    it('that throws what is no error fails, too', async () => {
      await send();
      await run({ handleMessage: () => Promise.reject('text') });
      assert.equal(outcome(span()), 'failed');
      assert.equal(span().status.message, 'text');
    });

    it('a timeout fails the message and ends its span, while the handler goes on', async () => {
      await send();
      let end = () => {};
      const { errors } = await run({
        handleMessageTimeout: 20,
        handleMessage: (message: Message) =>
          new Promise<Message>((resolve) => {
            end = () => resolve(message);
          }),
      });
      assert.equal(errors[0]?.name, 'TimeoutError');
      assert.equal(span().attributes['error.type'], 'TimeoutError');
      assert.equal(outcome(span()), 'failed');
      end();
      await pause(5);
      assert.equal(all().length, 1);
    });

    it("the library's own change of visibility is below the span; it overruns nothing", async () => {
      await send();
      await run({
        terminateVisibilityTimeout: true,
        visibilityTimeout: 30,
        async handleMessage() {
          throw new Error('again, please');
        },
      });
      below(world.tracing.span('SQS.ChangeMessageVisibility'), span());
      assert.equal(outcome(span()), 'failed');
      assert.deepEqual(
        span().events.map(({ name }) => name),
        ['exception'],
      );
    });

    it('a message that is not acknowledged is unsettled', async () => {
      await send();
      await run({ handleMessage: async () => undefined });
      assert.equal(outcome(span()), 'unsettled');
      assert.equal(span().status.code, SpanStatusCode.UNSET);
    });

    it('a heartbeat is below the span and extends the message', async () => {
      await send();
      await run({
        heartbeatInterval: 0.02,
        visibilityTimeout: 1,
        async handleMessage() {
          await pause(50);
          return undefined;
        },
      });
      const [first = assert.fail()] = world.tracing.spans('SQS.ChangeMessageVisibility');
      below(first, span());
      assert.equal(outcome(span()), 'extended');
    });

    it('a delete that fails leaves the message unsettled, or expired', async () => {
      for (const [code, told] of [
        ['AccessDenied', 'unsettled'],
        ['ReceiptHandleIsInvalid', 'expired'],
      ]) {
        world.tracing.reset();
        await send();
        world.server.failNext({ operation: 'DeleteMessage', status: 400, code: code ?? '' });
        const { errors } = await run({ handleMessage: async (message: Message) => message });
        assert.equal(errors[0]?.name, 'SQSError');
        assert.equal(outcome(span()), told);
      }
    });

    for (const [layer, wrap] of [
      ['wrapMessageHandler', wrapMessageHandler],
      [
        'processMessage',
        <T>(handler: (message: Message) => T) =>
          (message: Message) =>
            processMessage(message, handler),
      ],
    ] as const) {
      it(`${layer} around the handler, too: still one span`, async () => {
        await send();
        await run({
          handleMessage: wrap(async (message: Message) => {
            work();
            return message;
          }),
        });
        below(world.tracing.span('work'), span());
        assert.equal(outcome(span()), 'deleted');
      });
    }

    it('wrapMessageHandler alone: one span, without the delete', async () => {
      await send();
      const handler = async (message: Message) => {
        work();
        return message;
      };
      const library = world.sqs;
      const { Consumer } = await import('sqs-consumer');
      assert.notEqual(library, undefined);
      // As if it were bundled: the library is not patched, the client is.
      const original = Object.getOwnPropertyDescriptor(Consumer.prototype, 'processMessage');
      world.instrumentation.disable();
      const { instrumentClient, SqsInstrumentation } = await import('../../src');
      const quiet = new SqsInstrumentation({ enabled: false });
      instrumentClient(library, {});
      try {
        assert.notEqual(Object.getOwnPropertyDescriptor(Consumer.prototype, 'processMessage')?.value, original?.value);
        await run({ handleMessage: wrapMessageHandler(handler, { queueUrl: QueueUrl }) });
        below(world.tracing.span('work'), span());
        assert.equal(world.tracing.span('SQS.DeleteMessage').parentSpanContext, undefined);
      } finally {
        quiet.disable();
        world.instrumentation.enable();
      }
    });
  });

  describe('handleMessageBatch', () => {
    it('runs in the span of its batch, and so does the delete; every message has a span below', async () => {
      await sendBatch(3);
      await run({
        batchSize: 10,
        async handleMessageBatch(messages: Message[]) {
          await pause();
          work();
          return messages;
        },
      });
      const { whole, each } = batch();
      assert.equal(each.length, 3);
      for (const one of each) below(one, whole);
      assert.deepEqual(each.map(outcome), ['deleted', 'deleted', 'deleted']);
      below(world.tracing.span('work'), whole);
      below(world.tracing.span('SQS.DeleteMessageBatch'), whole);
      const creates = world.tracing.spans(`create ${queueName(QueueUrl)}`).map((span) => idOf(span.spanContext()));
      const linked = (spans: ReadableSpan[]) => spans.flatMap((span) => linksOf(span).map(([id]) => id)).toSorted();
      assert.deepEqual(linked([whole]), creates.toSorted());
      assert.deepEqual(linked(each), creates.toSorted());
    });

    it('an acknowledged subset: those are deleted, the others unsettled, none failed', async () => {
      await sendBatch(3);
      await run({ batchSize: 10, handleMessageBatch: async (messages: Message[]) => messages.slice(1) });
      const { whole, each } = batch();
      assert.deepEqual(each.map(outcome).toSorted(), ['deleted', 'deleted', 'unsettled']);
      assert.equal(whole.status.code, SpanStatusCode.UNSET);
      assert.equal(whole.attributes['messaging.sqs.batch.success_count'], 3);
    });

    it("tells of the application's own error on the batch and on every message", async () => {
      await sendBatch(2);
      const error = new RangeError('application');
      await run({ batchSize: 10, terminateVisibilityTimeout: true, handleMessageBatch: () => Promise.reject(error) });
      const { whole, each } = batch();
      assert.equal(whole.attributes['error.type'], 'RangeError');
      assert.equal(whole.status.message, '2/2 messages failed');
      assert.deepEqual(each.map(outcome), ['failed', 'failed']);
      assert.deepEqual(
        each.map(({ attributes }) => attributes['error.type']),
        ['RangeError', 'RangeError'],
      );
      below(world.tracing.span('SQS.ChangeMessageVisibilityBatch'), whole);
    });

    for (const [layer, handler] of [
      ['wrapBatchHandler', wrapBatchHandler(async (messages: Message[]) => messages)],
      ['processBatch', (messages: Message[]) => processBatch(messages, async (message) => message)],
      [
        'processMessage',
        (messages: Message[]) =>
          Promise.all(messages.map((message) => processMessage(message, async () => message))),
      ],
    ] as const) {
      it(`${layer} inside, too: still one span for the batch and one for each message`, async () => {
        await sendBatch(2);
        await run({ batchSize: 10, handleMessageBatch: handler });
        const { whole, each } = batch();
        assert.equal(each.length, 2);
        for (const one of each) below(one, whole);
        assert.deepEqual(each.map(outcome), ['deleted', 'deleted']);
      });
    }
  });

  it('an empty poll has no process span', async () => {
    await run({ handleMessage: async (message: Message) => message });
    assert.deepEqual(
      [...new Set(world.tracing.spans().map(({ name }) => name))],
      ['SQS.ReceiveMessage'],
    );
  });

  it('works as ever, untraced, once the instrumentation is off', async () => {
    await send();
    world.instrumentation.disable();
    world.tracing.reset();
    try {
      let handled = 0;
      await run({
        async handleMessage(message: Message) {
          handled++;
          return message;
        },
      });
      assert.equal(handled, 1);
      assert.deepEqual(await world.receive(QueueUrl), []);
    } finally {
      world.instrumentation.enable();
    }
    assert.deepEqual(world.tracing.spans(), []);
  });
});
