import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { processBatch } from '../../src';
import { pause } from './pause';
import type { Shop } from './shop';
import { step } from './step';

/** A job that runs now and then, and works on whole batches until nothing is left. */
export function bookPayments({ sqs, queues }: Shop): Promise<void> {
  const QueueUrl = queues.payments.url;

  async function book({ ReceiptHandle }: Message): Promise<void> {
    await step('book', () => pause(5));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  return step('book payments', async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return;
      await processBatch(Messages, book, { sequential: true });
    }
  });
}
