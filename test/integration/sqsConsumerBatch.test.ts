import assert from 'node:assert/strict';
import { type Message, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ConsumerOptions } from 'sqs-consumer';
import { processBatch, processMessage, wrapBatchHandler } from '../../src';
import { pause, work } from '../process/consumerWorld';
import { handleOnce } from './sqsConsumerWorld';
import { idOf, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('sqs-consumer with batches', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const sendBatch = async (count: number) => {
    const Entries = Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
  const run = (options: Partial<ConsumerOptions>) => handleOnce({ queueUrl: QueueUrl, sqs: world.sqs, ...options });
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
      assert.deepEqual(
        each.map((one) => String(outcome(one))).toSorted((a, b) => a.localeCompare(b)),
        ['deleted', 'deleted', 'unsettled'],
      );
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
        (messages: Message[]) => Promise.all(messages.map((message) => processMessage(message, async () => message))),
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
});
