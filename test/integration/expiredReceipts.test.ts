import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  type Message,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { processMessage } from '../../src';
import { useWorld } from '../support/useWorld';
import { startSqsWorld } from './sqsWorld';

describe('a receipt that a FIFO queue calls an invalid parameter', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const sendAndReceive = async (): Promise<Message> => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [message = assert.fail()] = await world.receive(QueueUrl);
    return message;
  };
  const hide = ({ ReceiptHandle }: Message) =>
    world.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }));
  const outcome = (): unknown =>
    world.tracing.spans().find(({ name }) => name.startsWith('process '))?.attributes['messaging.sqs.process.outcome'];

  it('is told by its message, alone and as an entry of a batch', async () => {
    const refusal =
      'Value AQEB for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available.';
    const alone = await sendAndReceive();
    const failure = { operation: 'ChangeMessageVisibility', status: 400, code: 'InvalidParameterValue' };
    world.server.failNext({ ...failure, message: refusal });
    await processMessage(alone, () => assert.rejects(hide(alone)));
    assert.equal(outcome(), 'expired');

    for (const [Message, expected] of [
      [refusal, 'expired'],
      ['Value 99999 for parameter VisibilityTimeout is invalid.', 'unsettled'],
    ]) {
      world.tracing.reset();
      const entry = await sendAndReceive();
      const results = { Successful: [], Failed: [{ Id: 'a', SenderFault: true, Code: failure.code, Message }] };
      const answering = (): Promise<unknown> =>
        Promise.resolve({ output: { $metadata: {}, ...results }, response: {} });
      const client = new SQSClient({ ...world.server.clientConfig });
      // As the service answers: no emulator does.
      client.middlewareStack.add(() => answering as never, { step: 'finalizeRequest', priority: 'low' });
      await processMessage(entry, async ({ ReceiptHandle }) => {
        const Entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 60 }];
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      });
      client.destroy();
      assert.equal(outcome(), expected);
    }
  });
});
