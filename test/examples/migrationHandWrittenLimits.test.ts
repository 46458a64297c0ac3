import assert from 'node:assert/strict';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, TraceFlags, context, createTraceState, trace } from '@opentelemetry/api';
import { inSpan } from '../process/consumerWorld';
import { type HandWrittenWorld, charge, newCode, oldCode, startHandWrittenWorld } from './handWrittenWorld';

describe('migration from hand-written propagation, where that goes wrong', () => {
  let world: HandWrittenWorld;
  before(async () => void (world = await startHandWrittenWorld()));
  afterEach(() => world.reset());
  after(() => world.stop());

  const attributesOnWire = () => world.servers.aws.sent('SendMessage').map(({ body }) => body?.MessageAttributes ?? {});

  const many = (count: number): Record<string, MessageAttributeValue> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`own-${index}`, { DataType: 'String', StringValue: 'x' }]),
    );

  it('ten message attributes: refused before; sent after, and connected by the AWSTraceHeader', async () => {
    await assert.rejects(oldCode.send(world.sqs, world.QueueUrl, 'full', many(10)), /attributes \[11\] exceeds/);
    world.instrumentation.enable();
    await newCode.send(world.sqs, world.QueueUrl, 'full', many(10));
    const { body } = world.servers.aws.sent('SendMessage').at(-1) ?? assert.fail();
    assert.equal(Object.keys(body?.MessageAttributes ?? {}).length, 10);
    assert.ok(body?.MessageSystemAttributes?.['AWSTraceHeader']);
    await newCode.work(world.sqs, world.QueueUrl, charge);
    assert.equal(world.connected(), '1 of 1');
  });

  it('an empty tracestate: refused before, left out after', async () => {
    const traceState = createTraceState('');
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED, traceState };
    const caller = trace.setSpanContext(ROOT_CONTEXT, spanContext);
    await assert.rejects(
      context.with(caller, () => oldCode.send(world.sqs, world.QueueUrl, 'empty')),
      /empty/,
    );
    world.instrumentation.enable();
    await context.with(caller, () => newCode.send(world.sqs, world.QueueUrl, 'empty'));
    assert.deepEqual(Object.keys(attributesOnWire().at(-1) ?? {}), ['traceparent']);
  });

  it('records of a Lambda event: connected 0 of 3 before, 3 of 3 after', async () => {
    for (const code of [oldCode, newCode]) {
      if (code === newCode) world.instrumentation.enable();
      for (let index = 0; index < 3; index++) await code.send(world.sqs, world.QueueUrl, `${index}`);
      const messages = await world.receiveAll();
      await code.onEvent({ Records: messages.map(asRecord) }, charge);
      assert.equal(world.connected(), code === oldCode ? '0 of 3' : '3 of 3');
      world.forget();
    }
  });

  it('messages by way of SNS: connected 0 of 1 before, 1 of 1 after', async () => {
    const sns = new SNSClient(world.servers.aws.clientConfig);
    world.instrumentation.enable();
    for (const code of [oldCode, newCode]) {
      await sns.send(new PublishCommand({ TopicArn: world.servers.names.topic, Message: 'order' }));
      await code.work(world.sqs, world.servers.names.events, charge);
      assert.equal(world.connected(), code === oldCode ? '0 of 1' : '1 of 1');
      world.forget();
    }
    sns.destroy();
  });

  it('a batch: the work of 3 messages is one span before, 3 linked ones after', async () => {
    for (const code of [oldCode, newCode]) {
      if (code === newCode) world.instrumentation.enable();
      for (let index = 0; index < 3; index++) await code.send(world.sqs, world.QueueUrl, `${index}`);
      await code.workBatch(world.QueueUrl, await world.receiveAll(), charge);
      assert.equal(world.connected(), '3 of 3');
      const parents = new Set(world.named('charge').map(({ parentId }) => parentId));
      assert.equal(parents.size, code === oldCode ? 1 : 3);
      world.forget();
    }
  });

  it('a dead letter: tied to the attempt alone before, to the producer and to the attempt after', async () => {
    const dead = world.servers.names.options;
    for (const code of [oldCode, newCode]) {
      if (code === newCode) world.instrumentation.enable();
      await inSpan('checkout', () => code.send(world.sqs, world.QueueUrl, 'poison'));
      await code.work(world.sqs, world.QueueUrl, (message) =>
        code.giveUp(world.sqs, message, dead, new RangeError('no stock')),
      );
      await code.work(world.sqs, dead, charge);
      const process = world.byId(world.named('charge')[0]?.parentId) ?? assert.fail();
      const attempt = world.named(code === oldCode ? 'sqs.process orders' : 'process orders')[0] ?? assert.fail();
      const producer = world.named(code === oldCode ? 'sqs.send' : 'SQS.SendMessage')[0] ?? assert.fail();
      const tied = [process.parentId, ...process.links.map(({ spanId }) => spanId)].filter((id) => id !== undefined);
      const expected = code === oldCode ? [attempt.spanId] : [producer.spanId, attempt.spanId];
      assert.deepEqual(tied.toSorted(), expected.toSorted());
      world.forget();
    }
  });
});

/** A message as Lambda hands it over. */
function asRecord({ MessageId, ReceiptHandle, Body, MessageAttributes = {} }: Message): object {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
    name,
    { stringValue: StringValue, dataType: DataType },
  ]);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {},
    messageAttributes: Object.fromEntries(attributes) as object,
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders',
  };
}
