import assert from 'node:assert/strict';
import { type Message, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ConsumerOptions } from 'sqs-consumer';
import { instrumentClient, processMessage, wrapMessageHandler } from '../../src';
import { pause, work } from '../process/consumerWorld';
import { handleOnce } from './sqsConsumerWorld';
import { idOf, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('sqs-consumer', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const send = () => world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const sendBatch = async (count: number) => {
    const Entries = Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
  const run = (options: Partial<ConsumerOptions>) => handleOnce({ queueUrl: QueueUrl, sqs: world.sqs, ...options });
  const all = () => world.tracing.spans(`process ${queueName(QueueUrl)}`);
  const outcome = ({ attributes }: ReadableSpan) => attributes['messaging.sqs.process.outcome'];
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
          trace
            .getTracer('application')
            .startSpan('work', { attributes: { of: String(message.MessageId) } })
            .end();
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
          while (world.tracing.spans('SQS.ChangeMessageVisibility').length === 0) await pause(5);
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

    type Handler = (message: Message) => Promise<Message>;
    const layers: Record<string, (handler: Handler) => Handler> = {
      wrapMessageHandler: (handler) => wrapMessageHandler(handler),
      processMessage: (handler) => (message) => processMessage(message, handler),
    };
    for (const [layer, wrap] of Object.entries(layers)) {
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
      // As if it were bundled: the library is not patched, the client is.
      const sqs = instrumentClient(world.client(), {});
      world.instrumentation.disable();
      try {
        await run({ sqs, handleMessage: wrapMessageHandler(handler) });
      } finally {
        world.instrumentation.enable();
      }
      below(world.tracing.span('work'), span());
      assert.equal(span().attributes['aws.sqs.queue.url'], QueueUrl);
      assert.equal(world.tracing.span('SQS.DeleteMessage').parentSpanContext, undefined);
    });
  });

  it('an empty poll has no process span', async () => {
    await run({ handleMessage: async (message: Message) => message });
    assert.deepEqual([...new Set(world.tracing.spans().map(({ name }) => name))], ['SQS.ReceiveMessage']);
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
