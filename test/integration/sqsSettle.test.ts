import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ledgerSize, recall } from '../../src/telemetry/ledger';
import { idOf, inTrace, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('settling messages', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const sendAndReceive = async () => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [message = assert.fail()] = await world.receive(QueueUrl);
    const creation = idOf(world.tracing.span('SQS.SendMessage').spanContext());
    return { message, creation, link: [creation, { 'messaging.message.id': message.MessageId }] };
  };
  const idsOf = (messages: Message[]) => messages.map(({ MessageId }) => ({ 'messaging.message.id': MessageId }));

  it("a delete links to the message's creation context", async () => {
    const { message, link } = await sendAndReceive();
    await inTrace('worker', () =>
      world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle })),
    );
    const span = world.tracing.span('SQS.DeleteMessage');
    assert.equal(span.kind, SpanKind.CLIENT);
    assert.equal(span.attributes['messaging.operation.type'], 'settle');
    assert.deepEqual(linksOf(span), [link]);
  });

  it('a change of visibility links to it as often as it is changed', async () => {
    const { message, link } = await sendAndReceive();
    for (const VisibilityTimeout of [60, 0]) {
      const input = { QueueUrl, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout };
      await world.sqs.send(new ChangeMessageVisibilityCommand(input));
    }
    assert.deepEqual(world.tracing.spans('SQS.ChangeMessageVisibility').map(linksOf), [[link], [link]]);
  });

  it('batches link to the creation context of each of their messages', async () => {
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const messages = await world.receive(QueueUrl);
    const creations = world.tracing.spans(`create ${queueName(QueueUrl)}`);
    const expected = idsOf(messages).map((told) => {
      const ofId = creations.find(
        ({ attributes: { 'messaging.message.id': id } }) => id === told['messaging.message.id'],
      );
      return [ofId && idOf(ofId.spanContext()), told];
    });
    assert.equal(expected.length, 3);
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const hidden = entries.map((entry) => ({ ...entry, VisibilityTimeout: 60 }));
    await world.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: hidden }));
    await world.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries }));
    for (const name of ['SQS.ChangeMessageVisibilityBatch', 'SQS.DeleteMessageBatch']) {
      const span = world.tracing.span(name);
      assert.equal(span.kind, SpanKind.CLIENT);
      assert.deepEqual(linksOf(span), expected);
    }
  });

  it('an entry that could not be settled is visible', async () => {
    const { message, link } = await sendAndReceive();
    const Entries = [
      { Id: 'good', ReceiptHandle: message.ReceiptHandle },
      { Id: 'bad', ReceiptHandle: 'no handle' },
    ];
    const { Failed } = await world.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Failed?.length, 1);
    const { attributes, status, links } = world.tracing.span('SQS.DeleteMessageBatch');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: '1/2 messages failed' });
    assert.equal(attributes['error.type'], 'ReceiptHandleIsInvalid');
    assert.equal(attributes['messaging.sqs.batch.size'], 2);
    assert.equal(attributes['messaging.sqs.batch.success_count'], 1);
    assert.equal(attributes['messaging.sqs.batch.failed_count'], 1);
    assert.equal(attributes['messaging.sqs.batch.failure_codes'], 'ReceiptHandleIsInvalid');
    assert.deepEqual(
      links.map(({ context: creation }) => idOf(creation)),
      [link[0]],
    );
  });

  it('a message that another process received, or that told of no trace, has no link', async () => {
    await context.with(suppressTracing(context.active()), () =>
      world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no trace' })),
    );
    const [untold] = await world.receive(QueueUrl);
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [elsewhere] = await context.with(suppressTracing(context.active()), () => world.receive(QueueUrl));
    for (const message of [untold, elsewhere]) {
      await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    }
    assert.deepEqual(world.tracing.spans('SQS.DeleteMessage').map(linksOf), [[], []]);
  });

  it('what is deleted makes room for others, what failed to be deleted does not', async () => {
    const before = ledgerSize().messages;
    const { message, link } = await sendAndReceive();
    const remove = () => world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    world.server.failNext({ operation: 'DeleteMessage', status: 400, code: 'AccessDenied' });
    await assert.rejects(remove(), { name: 'AccessDenied' });
    assert.equal(recall(message.ReceiptHandle)?.settled, undefined);
    assert.equal(ledgerSize().messages, before + 1);
    await remove();
    assert.equal(recall(message.ReceiptHandle)?.settled, 'deleted');
    assert.equal(ledgerSize().messages, before);
    assert.deepEqual(world.tracing.spans('SQS.DeleteMessage').map(linksOf), [[link], [link]]);
  });

  for (const input of [{}, { Entries: [null] }, { Entries: 'none' }, { ReceiptHandle: null }]) {
    it(`${JSON.stringify(input)} ends as it does without us`, async () => {
      const attempt = (command: object) =>
        world.sqs.send(command as DeleteMessageCommand).then(
          () => 'no error',
          (error: Error) => `${error.name}: ${error.message}`,
        );
      const params = { QueueUrl, ...input } as never;
      for (const command of [new DeleteMessageCommand(params), new DeleteMessageBatchCommand(params)]) {
        const traced = await attempt(command);
        assert.equal(world.tracing.spans().length, 1);
        world.instrumentation.disable();
        try {
          assert.equal(traced, await attempt(command));
        } finally {
          world.instrumentation.enable();
        }
        world.tracing.reset();
      }
    });
  }
});
