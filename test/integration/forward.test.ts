import assert from 'node:assert/strict';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { forwardMessage, processMessage } from '../../src';
import { asRecord } from '../process/lambda/lambdaWorld';
import { bodyOf, idOf, linksOf, queueName, sentAttribute, text, traceHeaderOf, traceparentOf } from './sqsWorld';
import { ALL, useForwardWorld } from './forwardWorld';

describe('forwardMessage', () => {
  const queues = useForwardWorld();
  const { world, receive, produced, forward, wire, attempt } = queues;
  const sendSpan = () => world.tracing.span('SQS.SendMessage');

  it('keeps body and attributes, and adds where the message has been', async () => {
    const own = { tenant: text('acme'), bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) } };
    const { message, creation } = await produced({ MessageBody: 'bödy', MessageAttributes: own });
    const error = Object.assign(new RangeError('boom\u0000'), { stack: 'canary' });
    const { MessageId } = await forward(message, { reason: 'poison', error });
    const forwarded = await receive(queues.target);
    assert.equal(forwarded.MessageId, MessageId);
    assert.equal(forwarded.Body, 'bödy');
    assert.deepEqual(forwarded.MessageAttributes, {
      ...own,
      traceparent: text(traceparentOf(creation)),
      'x-retry-count': text('1'),
      'x-original-trace-id': text(creation.traceId),
      'x-error': text('RangeError: boom '),
      'x-forward-reason': text('poison'),
    });
    assert.equal(
      wire().MessageSystemAttributes?.['AWSTraceHeader']?.StringValue,
      traceHeaderOf(attempt().spanContext()),
    );
    assert.equal(wire().DelaySeconds, undefined);
  });

  it('the send span links to the original message and to this attempt, and tells of the retry', async () => {
    const { message, creation } = await produced();
    await forward(message, { reason: 'retry', delaySeconds: 3 });
    assert.equal(sendSpan().kind, SpanKind.PRODUCER);
    assert.equal(sendSpan().parentSpanContext?.spanId, attempt().spanContext().spanId);
    assert.deepEqual(linksOf(sendSpan()), [
      [idOf(creation), { 'messaging.message.id': message.MessageId, relationship: 'original_message' }],
      [idOf(attempt().spanContext()), { relationship: 'processing_attempt' }],
    ]);
    assert.equal(sendSpan().attributes['messaging.sqs.retry.count'], 1);
    assert.equal(sendSpan().attributes['messaging.sqs.forward.reason'], 'retry');
    assert.equal(sendSpan().attributes['messaging.sqs.message.delay_seconds'], 3);
    assert.equal(wire().DelaySeconds, 3);
  });

  it('counts up over hops; the original trace stays, and every consumer links to producer and last attempt', async () => {
    const { message, creation } = await produced();
    let current = message;
    const hops = [queues.source, queues.target, await world.createQueue(), await world.createQueue()];
    for (let hop = 1; hop < hops.length; hop++) {
      await processMessage(current, () => forwardMessage(world.sqs, current, { queueUrl: hops[hop] ?? '' }));
      current = await receive(hops[hop]);
      assert.equal(current.MessageAttributes?.['x-retry-count']?.StringValue, `${hop}`);
      assert.equal(current.MessageAttributes?.['x-original-trace-id']?.StringValue, creation.traceId);
      assert.equal(current.MessageAttributes?.['traceparent']?.StringValue, traceparentOf(creation));
    }
    processMessage(current, () => undefined);
    for (let hop = 1; hop < hops.length; hop++) {
      const span = world.tracing.span(`process ${queueName(hops[hop] ?? '')}`);
      const previous = world.tracing.span(`process ${queueName(hops[hop - 1] ?? '')}`);
      assert.equal(span.attributes['messaging.sqs.retry.count'], hop);
      assert.deepEqual(
        linksOf(span).map(([id, { relationship }]: [string, { relationship?: string }]) => [id, relationship]),
        [
          [idOf(creation), 'original_message'],
          [idOf(previous.spanContext()), 'processing_attempt'],
        ],
      );
    }
  });

  it('a forwarded message that comes again links to its own last attempt, not to the one that forwarded it', async () => {
    const { message, creation } = await produced();
    await forward(message);
    const first = (await world.receive(queues.target, { ...ALL, VisibilityTimeout: 0 }))[0] ?? assert.fail();
    processMessage(first, () => undefined);
    const failed = world.tracing.span(`process ${queueName(queues.target)}`).spanContext();
    world.tracing.reset();
    processMessage(await receive(queues.target), () => undefined);
    const links = linksOf(world.tracing.span(`process ${queueName(queues.target)}`));
    assert.deepEqual(
      links.map(([id]) => id),
      [idOf(creation), idOf(failed)],
    );
  });

  it('a reason, a count and a foreign count are taken as they are; nonsense is not', async () => {
    const { message } = await produced({
      MessageAttributes: { 'x-retry-count': text('4'), 'x-error': text('before') },
    });
    await forward(message, { reason: 'r'.repeat(500) });
    await forward(message, { retryCount: 9 });
    const nonsense = { ...message, MessageAttributes: { 'x-retry-count': text('many') } };
    await forward(nonsense);
    const sent = world.server.sent('SendMessage').map(bodyOf);
    assert.deepEqual(
      sent.map((body) => sentAttribute(body, 'x-retry-count')),
      ['5', '9', '1'],
    );
    assert.equal(sentAttribute(sent[0], 'x-forward-reason'), 'r'.repeat(256));
    assert.equal(sentAttribute(sent[0], 'x-error'), undefined);
  });

  it('of a message without a trace: the consumer is linked to the send that forwarded it', async () => {
    await context.with(suppressTracing(context.active()), () =>
      world.sqs.send(new SendMessageCommand({ QueueUrl: queues.source, MessageBody: 'x' })),
    );
    await forward(await receive(), { reason: 'retry' });
    assert.equal(sentAttribute(wire(), 'x-original-trace-id'), undefined);
    assert.deepEqual(linksOf(sendSpan()), [[idOf(attempt().spanContext()), { relationship: 'processing_attempt' }]]);
    const forwarded = await receive(queues.target);
    processMessage(forwarded, () => undefined);
    const links = linksOf(world.tracing.span(`process ${queueName(queues.target)}`));
    assert.deepEqual(links, [[idOf(sendSpan().spanContext()), { 'messaging.message.id': forwarded.MessageId }]]);
  });

  it('a Lambda record', async () => {
    const own = { tenant: text('acme'), bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) } };
    const { message, creation } = await produced({ MessageBody: 'body', MessageAttributes: own });
    await forward(asRecord(message), { reason: 'poison' });
    const forwarded = await receive(queues.target);
    assert.equal(forwarded.Body, 'body');
    assert.deepEqual(forwarded.MessageAttributes, {
      ...own,
      traceparent: text(traceparentOf(creation)),
      'x-retry-count': text('1'),
      'x-original-trace-id': text(creation.traceId),
      'x-forward-reason': text('poison'),
    });
  });

  describe('to a FIFO queue', () => {
    const fifo = { FifoQueue: 'true' };

    it('in the group of the message, whether or not the application asked for it, and never twice', async () => {
      queues.source = await world.createQueue(fifo);
      queues.target = await world.createQueue(fifo);
      const input = {
        QueueUrl: queues.source,
        MessageBody: 'x',
        MessageGroupId: 'customer-7',
        MessageDeduplicationId: 'd',
      };
      await world.sqs.send(new SendMessageCommand(input));
      world.reset();
      const [message = assert.fail()] = await world.receive(queues.source);
      await forward(message);
      await forward(message);
      assert.equal(wire().MessageGroupId, 'customer-7');
      assert.equal(wire()['MessageDeduplicationId'], `${message.MessageId}-1`);
      assert.equal((await world.receive(queues.target)).length, 1);
    });

    it('once for each attempt: a later one of the same message is not taken for a copy', async () => {
      queues.target = await world.createQueue(fifo);
      const { message } = await produced();
      await forward(message, { messageGroupId: 'first' });
      const later = { ...message, MessageAttributes: { 'x-retry-count': text('1') } };
      await forward(later, { messageGroupId: 'second' });
      const ids = world.server.sent('SendMessage').map((request) => bodyOf(request)['MessageDeduplicationId']);
      assert.deepEqual(ids, [`${message.MessageId}-1`, `${message.MessageId}-2`]);
      assert.equal((await world.receive(queues.target)).length, 2);
    });

    it('of a message without a group: each is its own; the options go before', async () => {
      queues.target = await world.createQueue(fifo);
      const { message } = await produced();
      await forward(message);
      await forward(message, { messageGroupId: 'g', messageDeduplicationId: 'd' });
      assert.deepEqual(
        world.server.sent('SendMessage').map((request) => {
          const { MessageGroupId, MessageDeduplicationId } = bodyOf(request);
          return [MessageGroupId, MessageDeduplicationId];
        }),
        [
          [message.MessageId, `${message.MessageId}-1`],
          ['g', 'd'],
        ],
      );
    });
  });

  it("an error of the send passes through, and is the attempt's own", async () => {
    const { message } = await produced();
    const failing = forward(message, { queueUrl: `${queues.target}-lost` });
    await assert.rejects(failing, { name: 'QueueDoesNotExist' });
    assert.equal(sendSpan().status.code, SpanStatusCode.ERROR);
    assert.equal(attempt().attributes['messaging.sqs.process.outcome'], 'failed');
  });

  it('leaves the message as it is', async () => {
    const { message } = await produced({ MessageAttributes: { tenant: text('acme') } });
    const before = structuredClone(message);
    await forward(message, { reason: 'poison' });
    assert.deepEqual(message, before);
  });

  it("a client's own spans inside of the call are none of the forwarding's", async () => {
    const { message } = await produced();
    const client = world.client({
      credentials: async () => {
        await world.receive(queues.source);
        return { accessKeyId: 'test', secretAccessKey: 'test' };
      },
    });
    await processMessage(message, () => forwardMessage(client, message, { queueUrl: queues.target }));
    const received = world.tracing.spans('SQS.ReceiveMessage');
    assert.ok(received.length > 0);
    for (const span of received) {
      assert.deepEqual(span.links, []);
      assert.equal(span.attributes['messaging.sqs.retry.count'], undefined);
    }
  });
});
