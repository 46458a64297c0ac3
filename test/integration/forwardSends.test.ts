import assert from 'node:assert/strict';
import { SQS, SendMessageCommand } from '@aws-sdk/client-sqs';
import { forwardMessage } from '../../src';
import { message } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';
import { bodyOf, startSqsWorld } from './sqsWorld';

describe('the send of forwardMessage', () => {
  const world = useWorld(startSqsWorld);

  const forwarded = async (queueUrl: string, given: object, messageGroupId?: string) => {
    world.reset();
    await forwardMessage(world.sqs, given, { queueUrl, ...(messageGroupId !== undefined && { messageGroupId }) });
    const { MessageGroupId, MessageDeduplicationId } = bodyOf(world.server.sent('SendMessage')[0]);
    return [MessageGroupId, MessageDeduplicationId];
  };

  it('keeps the group in a plain queue, too: it is that of a fair queue; none is made up', async () => {
    const queueUrl = await world.createQueue();
    const grouped = message({ Attributes: { MessageGroupId: 'tenant-1' } });
    assert.deepEqual(await forwarded(queueUrl, grouped), ['tenant-1', undefined]);
    assert.deepEqual(await forwarded(queueUrl, message()), [undefined, undefined]);
    assert.deepEqual(await forwarded(queueUrl, grouped, 'tenant-2'), ['tenant-2', undefined]);
  });

  it('keeps the group in a FIFO queue, and is not taken for the first message', async () => {
    const queueUrl = await world.createQueue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const grouped = message({ Attributes: { MessageGroupId: 'tenant-1' } });
    assert.deepEqual(await forwarded(queueUrl, grouped), ['tenant-1', `${grouped.MessageId}-1`]);
    const alone = message();
    assert.deepEqual(await forwarded(queueUrl, alone), [alone.MessageId, `${alone.MessageId}-1`]);
    // Nothing to tell it apart by: the queue does that, by its content.
    assert.deepEqual(await forwarded(queueUrl, { Body: 'x' }, 'tenant-1'), ['tenant-1', undefined]);
  });

  it('is made with the class that was given, whichever SDK that is of', async () => {
    class OwnCommand extends SendMessageCommand {}
    const sent: object[] = [];
    const client = { send: async (command: object) => void sent.push(command) };
    await forwardMessage(client, message(), { queueUrl: 'http://127.0.0.1/1/q', SendMessageCommand: OwnCommand });
    assert.ok(sent[0] instanceof OwnCommand);
  });

  it("is the client's own method where it has one", async () => {
    const client = new SQS(world.server.clientConfig);
    const queueUrl = await world.createQueue();
    await forwardMessage(client, message({ Body: 'of SQS' }), { queueUrl });
    client.destroy();
    assert.equal(bodyOf(world.server.sent('SendMessage')[0]).MessageBody, 'of SQS');
  });
});
