import assert from 'node:assert/strict';
import {
  type Message,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { processMessage } from '../../src';
import { configured } from '../../examples/readme/configure';
import { consumerOf, giveUp, recipes } from '../../examples/readme/consume';
import { chargeCard } from '../../examples/readme/functions';
import { handler } from '../../examples/readme/lambda';
import { asRecord } from '../process/lambda/lambdaWorld';
import { handleOnce, sqsConsumer } from '../integration/sqsConsumerWorld';
import { bodyOf, linksOf, queueName, startSqsWorld, idOf } from '../integration/sqsWorld';
import { pause, work } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';

describe("the README's recipes, with real queues", () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const send = async (count: number): Promise<void> => {
    const Entries = Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
  const handle = async (): Promise<void> => {
    await pause();
    work();
  };
  const recipe = () => recipes(world.sqs, QueueUrl, handle);
  const processed = (): ReadableSpan[] => world.tracing.spans(`process ${queueName(QueueUrl)}`);
  const outcomes = () => processed().map(({ attributes }) => attributes['messaging.sqs.process.outcome']);
  const parents = (name: string) => world.tracing.spans(name).map((span) => span.parentSpanContext?.spanId);
  const ids = (spans: ReadableSpan[]) => spans.map((span) => span.spanContext().spanId);

  /** Each of these messages has its own span, linked to its own producer, with its own work below it. */
  function eachIsTied(spans: readonly ReadableSpan[], count: number): void {
    assert.equal(spans.length, count);
    const producers = world.tracing.spans(`create ${queueName(QueueUrl)}`).map((span) => idOf(span.spanContext()));
    assert.deepEqual(new Set(spans.map((span) => linksOf(span)[0]?.[0])), new Set(producers));
    assert.deepEqual(new Set(parents('work')), new Set(ids([...spans])));
  }

  it('a loop: process spans that end as deleted', async () => {
    await send(1);
    await recipe().forLoop();
    eachIsTied(processed(), 1);
    assert.deepEqual(outcomes(), ['deleted']);
    assert.deepEqual(parents('SQS.DeleteMessage'), ids(processed()));
  });

  it('all at once: no message below the span of another', async () => {
    await send(5);
    await recipe().atOnce(await world.receive(QueueUrl));
    eachIsTied(processed(), 5);
  });

  it('for await: one span after the other', async () => {
    await send(2);
    const stop = new AbortController();
    let left = 2;
    const { forAwait } = recipes(world.sqs, QueueUrl, async () => {
      left -= 1;
      if (left === 0) stop.abort();
      await handle();
    });
    await forAwait(stop.signal);
    eachIsTied(processed(), 2);
  });

  it('a batch: one span that links to every producer, above those of the messages', async () => {
    await send(3);
    await recipe().batch(await world.receive(QueueUrl));
    const [whole = assert.fail(), ...more] = processed().filter(({ links }) => links.length === 3);
    assert.deepEqual(more, []);
    const messages = processed().filter((span) => span !== whole);
    eachIsTied(messages, 3);
    for (const { parentSpanContext } of messages) assert.equal(parentSpanContext?.spanId, whole.spanContext().spanId);
  });

  it('sqs-consumer, as it is', async () => {
    await send(1);
    const consumer = consumerOf(sqsConsumer(), world.sqs, QueueUrl, handle);
    await new Promise((resolve) => void consumer.once('response_processed', resolve));
    consumer.stop({ abort: true });
    eachIsTied(processed(), 1);
    assert.deepEqual(outcomes(), ['deleted']);
  });

  it('sqs-consumer, wrapped: one message, and a batch', async () => {
    const handleEach = async (messages: Message[]): Promise<void> => {
      await Promise.all(messages.map(handle));
    };
    const options = recipe().inBundles(
      (message) => handleEach([message]).then(() => message),
      (messages) => handleEach(messages).then(() => messages),
    );
    for (const each of options) {
      await send(1);
      // sqs-consumer is traced by its hook as well: once for each message, whoever comes first.
      const { errors } = await handleOnce(each);
      assert.deepEqual(errors, []);
    }
    const [one, ...ofBatch] = outcomes().filter((outcome) => outcome !== undefined);
    assert.deepEqual([one, ...ofBatch], ['deleted', 'deleted']);
  });

  it('Lambda: the records that fail are reported, and their spans are errors', async () => {
    await send(2);
    const [first = assert.fail(), second = assert.fail()] = await world.receive(QueueUrl);
    const failing = { ...asRecord(second), body: 'no JSON' };
    const result = await handler({ Records: [asRecord(first), failing] });
    assert.deepEqual(result, { batchItemFailures: [{ itemIdentifier: failing.messageId }] });
    const spans = world.tracing.spans().filter(({ name }) => name.startsWith('process '));
    const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    assert.equal(spans.length, 2);
    assert.deepEqual(
      failed.map(({ attributes }) => attributes['messaging.message.id']),
      [failing.messageId],
    );
  });

  it('a dead letter, with its story', async () => {
    const deadLetterUrl = await world.createQueue();
    await send(1);
    const [message = assert.fail()] = await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    const failing = (): Promise<void> => Promise.reject(new RangeError('no stock'));
    await giveUp(world.sqs, message, failing, { QueueUrl, deadLetterUrl });
    const [dead = assert.fail()] = await world.receive(deadLetterUrl, { MessageAttributeNames: ['All'] });
    assert.equal(dead.Body, message.Body);
    assert.equal(dead.MessageAttributes?.['x-retry-count']?.StringValue, '1');
    assert.equal(dead.MessageAttributes['x-error']?.StringValue, 'RangeError: no stock');
    assert.equal(dead.MessageAttributes['x-forward-reason']?.StringValue, 'poison');
    assert.equal(
      dead.MessageAttributes['traceparent']?.StringValue,
      message.MessageAttributes?.['traceparent']?.StringValue,
    );
  });

  describe('hooks', () => {
    before(() => world.instrumentation.disable());
    after(() => world.instrumentation.enable());

    it('change what is sent, see what failed, and leave out what is ignored', async () => {
      const instrumentation = configured();
      try {
        await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
        await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
        const gone = new SendMessageCommand({ QueueUrl: `${QueueUrl}-gone`, MessageBody: 'x' });
        await assert.rejects(world.sqs.send(gone));
        processMessage({ MessageId: '1', ReceiptHandle: 'r', Body: 'x' }, () => work());
      } finally {
        instrumentation.disable();
      }
      assert.equal(bodyOf(world.server.sent('SendMessage')[0]).DelaySeconds, 5);
      const [sent, failed] = world.tracing.spans('SQS.SendMessage');
      assert.equal(sent?.attributes['app.tenant'], 'acme');
      assert.equal(sent.attributes['app.failed'], undefined);
      assert.equal(failed?.attributes['app.failed'], 'SQS.SendMessage');
      assert.deepEqual(world.tracing.spans('SQS.GetQueueAttributes'), []);
      const [process] = world.tracing.spans().filter(({ name }) => name.startsWith('process'));
      assert.equal(process?.attributes['app.worker'], 'orders');
    });
  });

  it('functions: a span that is called by file and function', async () => {
    assert.equal(await chargeCard('1001'), 'charged 1001');
    const [span] = world.tracing.spans().filter(({ name }) => name.endsWith(':chargeCard'));
    assert.match(span?.name ?? '', /^functions\.(js|ts):chargeCard$/);
  });
});
