import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { forwardMessage, processMessage } from '../../src';
import { idOf, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const ATTEMPTS = 3;

describe('messages that the server redrives', () => {
  const world = useWorld(startSqsWorld);
  let dlq: string;
  let dlqArn: string;
  let QueueUrl: string;

  beforeEach(async () => {
    dlq = await world.createQueue();
    dlqArn = await arnOf(dlq);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlqArn, maxReceiveCount: ATTEMPTS });
    QueueUrl = await world.createQueue({ RedrivePolicy });
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
  });

  const arnOf = async (url: string): Promise<string> => {
    const input = { QueueUrl: url, AttributeNames: ['QueueArn' as const] };
    return (await world.sqs.send(new GetQueueAttributesCommand(input))).Attributes?.['QueueArn'] ?? assert.fail();
  };
  const creation = () => idOf(world.tracing.span('SQS.SendMessage').spanContext());
  const spans = (url: string) => world.tracing.spans(`process ${queueName(url)}`);
  const linked = (span: ReadableSpan | undefined) =>
    linksOf(span ?? assert.fail()).map(([id, attributes]) => [
      id,
      (attributes as { relationship?: string }).relationship,
    ]);
  /** Fails the message in one attempt, and gives it back to the queue. */
  const attempt = async (url = QueueUrl): Promise<Message> => {
    const [message = assert.fail()] = await world.receive(url);
    const failing = processMessage(message, async ({ ReceiptHandle }) => {
      await world.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
      throw new RangeError('poison');
    });
    await assert.rejects(failing);
    return message;
  };
  const toDeadLetters = async () => {
    for (let count = 0; count < ATTEMPTS; count++) await attempt();
    assert.deepEqual(await world.receive(QueueUrl), []);
  };
  const move = async () => {
    await world.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dlqArn, DestinationArn: await arnOf(QueueUrl) }));
    for (;;) {
      const { Results } = await world.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlqArn }));
      if (Results?.[0]?.Status === 'COMPLETED') return;
    }
  };
  const idOfSpan = (span: ReadableSpan | undefined) => idOf((span ?? assert.fail()).spanContext());

  it('each attempt is linked to the producer and to the attempt before', async () => {
    await toDeadLetters();
    const [first, second, third] = spans(QueueUrl);
    assert.deepEqual(linked(first), [[creation(), undefined]]);
    assert.deepEqual(linked(second), [
      [creation(), 'original_message'],
      [idOfSpan(first), 'processing_attempt'],
    ]);
    assert.deepEqual(linked(third), [
      [creation(), 'original_message'],
      [idOfSpan(second), 'processing_attempt'],
    ]);
    assert.deepEqual(
      spans(QueueUrl).map(({ attributes }) => attributes['messaging.sqs.message.approximate_receive_count']),
      [1, 2, 3],
    );
  });

  it('in the dead-letter queue: linked to the producer and to the last attempt, the source queue named', async () => {
    await toDeadLetters();
    await attempt(dlq);
    const [span] = spans(dlq);
    assert.deepEqual(linked(span), [
      [creation(), 'original_message'],
      [idOfSpan(spans(QueueUrl).at(-1)), 'processing_attempt'],
    ]);
    assert.equal(span?.attributes['messaging.sqs.dead_letter.source_queue'], queueName(QueueUrl));
    assert.equal(span.attributes['messaging.sqs.message.approximate_receive_count'], 4);
    assert.equal(span.attributes['messaging.sqs.retry.count'], undefined);
  });

  it('of another process: linked to the producer; the last attempt is not known there', async () => {
    for (let count = 0; count < ATTEMPTS; count++) {
      await context.with(suppressTracing(context.active()), () => world.receive(QueueUrl, { VisibilityTimeout: 0 }));
    }
    assert.deepEqual(await world.receive(QueueUrl), []);
    await attempt(dlq);
    const [span] = spans(dlq);
    assert.deepEqual(linked(span), [[creation(), undefined]]);
    assert.equal(span?.attributes['messaging.sqs.dead_letter.source_queue'], queueName(QueueUrl));
  });

  it('moved back by a message move task: linked to the producer, with no help of the application', async () => {
    await toDeadLetters();
    await move();
    const moved = await attempt();
    const span = spans(QueueUrl).at(-1);
    assert.equal(span?.attributes['messaging.message.id'], moved.MessageId);
    assert.deepEqual(linked(span)[0]?.[0], creation());
  });

  it('forwarded, then moved by a task: linked to the producer and to the attempt that gave it up', async () => {
    const [message = assert.fail()] = await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    await processMessage(message, () => forwardMessage(world.sqs, message, { queueUrl: dlq, reason: 'poison' }));
    const [gaveUp] = spans(QueueUrl);
    const [original] = world.tracing.spans('SQS.SendMessage');
    await move();
    await attempt();
    const span = spans(QueueUrl).at(-1);
    assert.equal(span?.attributes['messaging.sqs.retry.count'], 1);
    assert.equal(span.attributes['messaging.sqs.forward.reason'], 'poison');
    assert.deepEqual(linked(span), [
      [idOfSpan(original), 'original_message'],
      [idOfSpan(gaveUp), 'processing_attempt'],
    ]);
  });

  afterEach(() => world.reset());
});
