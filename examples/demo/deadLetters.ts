import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { processMessage } from '../../src';
import { pause } from './pause';
import type { Queue } from './queues';
import type { Shop } from './shop';
import { step } from './step';

/** Looks at what a dead-letter queue holds. @param keep put it back, else it is gone */
export function inspect({ sqs }: Shop, queue: Queue, keep: boolean): Promise<void> {
  return step('inspect dead letters', async () => {
    const QueueUrl = queue.url;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    for (const message of Messages) {
      await processMessage(message, async ({ ReceiptHandle }) => {
        await step('write report', () => pause(4));
        if (!keep) return sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        const release = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
        return sqs.send(new ChangeMessageVisibilityCommand(release));
      });
    }
  });
}

/** Has SQS move everything back to where it came from. */
export function redrive({ sqs }: Shop, queue: Queue): Promise<void> {
  return step('redrive dead letters', async () => {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queue.arn }));
  });
}
