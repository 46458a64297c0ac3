import assert from 'node:assert/strict';
import { DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { bodyOf, queueName, sentAttribute, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('how large a queue lets a message be', () => {
  const world = useWorld(startSqsWorld);

  it('a queue has its limit by whatever URL it is called, until it is deleted by one of them', async () => {
    const small = await world.createQueue({ MaximumMessageSize: '1024' });
    const { hostname } = new URL(small);
    const names = [`arn:aws:sqs:us-east-1:000000000000:${queueName(small)}`, `${small}/`];
    for (const named of [...names, small.replace(`//${hostname}`, '//queue.example')]) {
      const input = { QueueUrl: named, MessageBody: 'x'.repeat(1000) };
      await world.sqs.send(new SendMessageCommand(input)).catch(() => undefined);
      assert.equal(bodyOf(world.server.sent('SendMessage')[0]).MessageAttributes, undefined, named);
      world.server.clearRequests();
    }
    const ofOthers = `https://queue.example/111122223333/${queueName(small)}`;
    const theirs = { QueueUrl: ofOthers, MessageBody: 'x'.repeat(1000) };
    await world.sqs.send(new SendMessageCommand(theirs)).catch(() => undefined);
    assert.ok(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'));
    world.server.clearRequests();
    await world.sqs.send(new DeleteQueueCommand({ QueueUrl: small }));
    await world.sqs.send(new SendMessageCommand({ QueueUrl: names[0], MessageBody: 'x' })).catch(() => undefined);
    assert.ok(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'));
  });

  it('a function that throws says nothing of the size, and the message has its context', async () => {
    world.instrumentation.setConfig({
      maxMessageSize: () => {
        throw new Error('no such queue');
      },
    });
    await world.sqs.send(new SendMessageCommand({ QueueUrl: await world.createQueue(), MessageBody: 'x' }));
    assert.ok(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'));
  });
});
