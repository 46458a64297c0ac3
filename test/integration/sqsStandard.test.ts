import assert from 'node:assert/strict';
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { forwardMessage, processBatch, processMessage } from '../../src';
import { type SqsWorld, queueName, startSqsWorld, text } from './sqsWorld';

const STANDARD = { detail: 'standard' } as const;

/** The life of a message over the wire: what each of its spans and links says, nothing more and nothing less. */
describe("SQS with detail: 'standard'", () => {
  let world: SqsWorld;
  let QueueUrl: string;

  before(async () => {
    world = await startSqsWorld(STANDARD);
  });
  after(() => world.stop());
  beforeEach(async () => {
    world.reset();
    QueueUrl = await world.createQueue();
  });

  const span = (name: string): ReadableSpan => world.tracing.span(name);
  const message = (operation: string, type = operation) => ({
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': queueName(QueueUrl),
    'messaging.operation.name': operation,
    'messaging.operation.type': type,
  });
  const call = (method: string, requestId: string | undefined) => ({
    'rpc.system': 'aws-api',
    'rpc.method': `SQS/${method}`,
    'cloud.region': 'us-east-1',
    'aws.request_id': requestId,
    'server.address': '127.0.0.1',
    'server.port': world.server.port,
    'aws.sqs.queue.url': QueueUrl,
  });
  const MessageAttributes = { Priority: text('high'), Secret: text('x') };
  const send = (MessageBody: string) =>
    world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
  const receiveOne = async (): Promise<Message> => {
    const [received = assert.fail('There is no message')] = await world.receive(QueueUrl);
    return received;
  };

  it('one message, from its send to its deletion', async () => {
    const { MessageId, $metadata } = await send('one');
    assert.deepEqual(span('SQS.SendMessage').attributes, {
      ...call('SendMessage', $metadata.requestId),
      ...message('send'),
      'messaging.message.id': MessageId,
    });
    const received = await receiveOne();
    const { attributes, links } = span('SQS.ReceiveMessage');
    assert.deepEqual(attributes, {
      ...call('ReceiveMessage', String(attributes['aws.request_id'])),
      ...message('receive'),
      'messaging.message.id': MessageId,
    });
    assert.deepEqual(
      links.map((link) => link.attributes ?? {}),
      [{}],
    );
    const { ReceiptHandle } = received;
    const deleted = await processMessage(received, () =>
      world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    );
    const processed = span(`process ${queueName(QueueUrl)}`);
    assert.deepEqual(processed.attributes, {
      ...message('process'),
      'messaging.message.id': MessageId,
      'messaging.sqs.process.outcome': 'deleted',
    });
    const settled = span('SQS.DeleteMessage');
    assert.deepEqual(settled.attributes, {
      ...call('DeleteMessage', deleted.$metadata.requestId),
      ...message('delete', 'settle'),
    });
    const creation = span('SQS.SendMessage').spanContext().spanId;
    for (const linked of [processed, settled]) {
      assert.deepEqual(
        linked.links.map((link) => [link.context.spanId, link.attributes ?? {}]),
        [[creation, {}]],
      );
    }
  });

  it('several messages: how many there are, and which one a link is about', async () => {
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id, MessageAttributes }));
    const sent = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const several = { 'messaging.batch.message_count': 2 };
    const sends = span('SQS.SendMessageBatch');
    assert.deepEqual(sends.attributes, {
      ...call('SendMessageBatch', sent.$metadata.requestId),
      ...message('send'),
      ...several,
    });
    const creates = world.tracing.spans(`create ${queueName(QueueUrl)}`);
    const ids = sent.Successful?.map((entry) => entry.MessageId) ?? [];
    assert.deepEqual(
      creates.map(({ attributes }) => attributes),
      ids.map((id) => ({
        'messaging.system': 'aws_sqs',
        'messaging.operation.name': 'create',
        'messaging.operation.type': 'create',
        'messaging.message.id': id,
      })),
    );
    const linked = creates.map((create, index) => `${create.spanContext().spanId} ${ids[index]}`);
    const received = await world.receive(QueueUrl);
    const receives = span('SQS.ReceiveMessage');
    assert.equal(receives.attributes['messaging.batch.message_count'], 2);
    assert.equal(receives.attributes['messaging.message.id'], undefined);
    await processBatch(received, () => undefined);
    const [batch] = world.tracing.spans(`process ${queueName(QueueUrl)}`).slice(-1);
    assert.deepEqual(batch?.attributes, { ...message('process'), ...several });
    const removed = received.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await world.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: removed }));
    const deletes = span('SQS.DeleteMessageBatch');
    assert.deepEqual(deletes.attributes, {
      ...call('DeleteMessageBatch', String(deletes.attributes['aws.request_id'])),
      ...message('delete', 'settle'),
      ...several,
    });
    for (const each of [sends, receives, batch, deletes]) {
      const links = each?.links ?? [];
      const told = links.map((link) => `${link.context.spanId} ${String(link.attributes?.['messaging.message.id'])}`);
      assert.deepEqual(told.toSorted(), linked.toSorted());
      assert.ok(links.every((link) => Object.keys(link.attributes ?? {}).length === 1));
    }
  });

  it('a batch of one: its link needs no id', async () => {
    const Entries = [{ Id: 'a', MessageBody: 'a' }];
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { attributes, links } = span('SQS.SendMessageBatch');
    assert.equal(attributes['messaging.batch.message_count'], 1);
    const create = span(`create ${queueName(QueueUrl)}`).spanContext();
    assert.deepEqual(
      links.map((link) => [link.context.spanId, link.attributes ?? {}]),
      [[create.spanId, {}]],
    );
  });

  it('a call keeps to the detail that held when it started', async () => {
    await send('one');
    const during = async (detail: 'full' | 'standard', next: typeof detail): Promise<ReadableSpan> => {
      world.reset();
      world.instrumentation.setConfig({ detail });
      const receiving = world.receive(QueueUrl, { VisibilityTimeout: 0 });
      world.instrumentation.setConfig({ detail: next });
      await receiving;
      return span('SQS.ReceiveMessage');
    };
    const standard = await during('standard', 'full');
    assert.equal(standard.attributes['rpc.method'], 'SQS/ReceiveMessage');
    assert.equal(standard.attributes['messaging.sqs.receive.message_count'], undefined);
    assert.deepEqual(
      standard.links.map((link) => link.attributes ?? {}),
      [{}],
    );
    const full = await during('full', 'standard');
    assert.equal(full.attributes['rpc.method'], 'ReceiveMessage');
    assert.equal(full.attributes['messaging.sqs.receive.message_count'], 1);
    assert.ok(full.links[0]?.attributes?.['messaging.message.id']);
  });

  it('a poll that brought nothing', async () => {
    await world.receive(QueueUrl);
    const { attributes } = span('SQS.ReceiveMessage');
    assert.deepEqual(attributes, {
      ...call('ReceiveMessage', String(attributes['aws.request_id'])),
      ...message('receive'),
      'messaging.batch.message_count': 0,
    });
  });

  it('a message that is sent on: the error and the outcome, links without attributes, no events of our own', async () => {
    await send('poison');
    const received = await receiveOne();
    world.reset();
    const error = new RangeError('boom');
    await processMessage(received, () =>
      forwardMessage(world.sqs, received, { queueUrl: QueueUrl, reason: 'poison', error }),
    );
    const sent = span('SQS.SendMessage');
    assert.deepEqual(sent.attributes, {
      ...call('SendMessage', String(sent.attributes['aws.request_id'])),
      ...message('send'),
      'messaging.message.id': sent.attributes['messaging.message.id'],
    });
    const attempt = span(`process ${queueName(QueueUrl)}`);
    assert.deepEqual(attempt.attributes, {
      ...message('process'),
      'messaging.message.id': received.MessageId,
      'messaging.sqs.process.outcome': 'forwarded',
      'error.type': 'RangeError',
    });
    assert.deepEqual(
      attempt.events.map(({ name }) => name),
      ['exception'],
    );
    assert.deepEqual(
      [...sent.links, ...attempt.links].map((link) => link.attributes ?? {}),
      [{}, {}, {}],
    );
    const [again = assert.fail()] = await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    assert.equal(
      again.MessageAttributes?.['x-forward-reason']?.StringValue,
      'poison',
      'the message itself says it all',
    );
  });

  it('what capturedMessageAttributes names stays', async () => {
    world.instrumentation.setConfig({ ...STANDARD, capturedMessageAttributes: ['Priority'] });
    await send('one');
    const received = await receiveOne();
    processMessage(received, () => undefined);
    for (const name of ['SQS.SendMessage', 'SQS.ReceiveMessage', `process ${queueName(QueueUrl)}`]) {
      assert.equal(span(name).attributes['messaging.sqs.message.priority'], 'high', name);
    }
  });

  it('OTEL_SQS_DETAIL says it without code', async () => {
    process.env['OTEL_SQS_DETAIL'] = 'Standard';
    try {
      world.instrumentation.setConfig({});
    } finally {
      delete process.env['OTEL_SQS_DETAIL'];
    }
    await send('one');
    assert.equal(span('SQS.SendMessage').attributes['rpc.method'], 'SQS/SendMessage');
    assert.equal(span('SQS.SendMessage').attributes['messaging.sqs.message.priority'], undefined);
  });
});
