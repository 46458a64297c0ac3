import assert from 'node:assert/strict';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { forwardMessage, processMessage } from '../../src';
import { CREATION } from '../process/consumerWorld';
import { type ForwardWorld, ALL, useForwardWorld } from './forwardWorld';
import { attributes, sentAttribute, text, traceparentOf } from './sqsWorld';

const OWN_CONTEXT = traceparentOf({ ...CREATION, traceFlags: 1 });

describe('forwards of odd messages', () => {
  const world: ForwardWorld = useForwardWorld();
  const message = { MessageId: 'id', Body: 'x', MessageAttributes: {} };
  const NUMBER = { DataType: 'Number', StringValue: '2' };

  it('an attribute `baggage` that is no baggage stays what it is, with a trace and without', async () => {
    for (const trace of [{}, { traceparent: text(OWN_CONTEXT) }]) {
      world.world.server.clearRequests();
      await world.forward({ ...message, MessageAttributes: { ...trace, baggage: NUMBER } });
      assert.deepEqual(world.wire().MessageAttributes?.['baggage'], NUMBER);
    }
  });

  it('baggage without a trace is sent on, also where nothing is processed', async () => {
    const carrying = { ...message, MessageAttributes: { baggage: text('user=1') } };
    await forwardMessage(world.world.sqs, carrying, { queueUrl: world.target });
    assert.equal(sentAttribute(world.wire(), 'baggage'), 'user=1');
  });

  it('a count in another casing goes on counting', async () => {
    await world.forward({ ...message, MessageAttributes: { 'X-Retry-Count': text('4') } });
    assert.equal(sentAttribute(world.wire(), 'x-retry-count'), '5');
  });

  it('without a destination is a TypeError that says so, and nothing is sent', async () => {
    const forward = forwardMessage as (...args: unknown[]) => Promise<unknown>;
    await assert.rejects(forward(world.world.sqs, message, {}), {
      name: 'TypeError',
      message: 'forwardMessage needs a `queueUrl`, a `topic` or a `routingKey`',
    });
    assert.deepEqual(world.world.server.sent('SendMessage'), []);
  });

  it('by a client that knows its queues by other names keeps the creation context', async () => {
    const { sqs } = world.world;
    const known = {
      send: ({ input }: SendMessageCommand) => sqs.send(new SendMessageCommand({ ...input, QueueUrl: world.target })),
    };
    const carrying = { ...message, MessageAttributes: { traceparent: text(OWN_CONTEXT) } };
    await processMessage(carrying, () =>
      forwardMessage(known, carrying, { queueUrl: 'dead-letters', SendMessageCommand }),
    );
    assert.equal(sentAttribute(world.wire(), 'traceparent'), OWN_CONTEXT);
  });

  it('to a FIFO queue: an id that is none there is another one, and always the same', async () => {
    const fifo = await world.world.createQueue({ FifoQueue: 'true' });
    const ids: unknown[] = [];
    for (const messageId of ['with blanks', 'with blanks', 'größe', 'x'.repeat(127), 'as-it-is']) {
      const content = Buffer.from('x');
      const rabbit = { content, fields: { deliveryTag: 1, routingKey: 'r' }, properties: { headers: {}, messageId } };
      world.world.server.clearRequests();
      await forwardMessage(world.world.sqs, rabbit, { queueUrl: fifo });
      const { MessageGroupId, MessageDeduplicationId } = world.wire();
      for (const id of [MessageGroupId, MessageDeduplicationId]) assert.match(String(id), /^[!-~]{1,128}$/);
      ids.push(MessageDeduplicationId);
    }
    assert.equal(ids.at(-1), 'as-it-is-1');
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 4);
  });

  it('a `retryCount` that is no count does not reset the one of the message', async () => {
    for (const retryCount of [Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY]) {
      world.world.server.clearRequests();
      await world.forward({ ...message, MessageAttributes: { 'x-retry-count': text('4') } }, { retryCount });
      assert.equal(sentAttribute(world.wire(), 'x-retry-count'), '5');
    }
  });

  it('an attribute that is null does not count, for it is not sent', async () => {
    await world.forward({ ...message, MessageAttributes: { ...attributes(9), nothing: null } });
    assert.equal(sentAttribute(world.wire(), 'x-retry-count'), '1');
  });

  it('a relay of a forwarded message makes room for its own attributes; the retry count stays', async () => {
    const own = { ...attributes(6), traceparent: text(OWN_CONTEXT) };
    await forwardMessage(
      world.world.sqs,
      { ...message, MessageAttributes: own },
      { queueUrl: world.target, reason: 'retry', error: new Error('broken') },
    );
    const [received = assert.fail()] = await world.world.receive(world.target, ALL);
    assert.equal(Object.keys(received.MessageAttributes ?? {}).length, 10);
    world.world.server.clearRequests();
    const MessageAttributes = { ...received.MessageAttributes, one: text('1'), two: text('2') };
    const input = { QueueUrl: world.source, MessageBody: 'x', MessageAttributes };
    await processMessage(received, () => world.world.sqs.send(new SendMessageCommand(input)));
    const names = Object.keys(world.wire().MessageAttributes ?? {});
    assert.equal(names.length, 10);
    assert.ok(names.includes('x-retry-count') && names.includes('one') && names.includes('two'));
    assert.ok(!names.includes('x-error'));
  });

  it('a client that has forwarded is silent once the instrumentation is disabled', async () => {
    const { sqs, instrumentation, tracing } = world.world;
    await forwardMessage(sqs, message, { queueUrl: world.target });
    world.world.reset();
    instrumentation.disable();
    try {
      await sqs.send(new SendMessageCommand({ QueueUrl: world.source, MessageBody: 'x' }));
      assert.equal(world.wire().MessageAttributes, undefined);
      assert.deepEqual(tracing.spans(), []);
    } finally {
      instrumentation.enable();
    }
  });
});
