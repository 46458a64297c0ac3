import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { processBatch } from '../../src';
import { pause } from './pause';
import { repeat } from './repeat';
import type { Running, Shop } from './shop';
import { step } from './step';

/** A worker that takes whole batches: a span for the batch, and below it one for each message, one after the other. */
export function startPayments({ sqs, queues }: Shop): Running {
  const QueueUrl = queues.payments.url;

  async function book({ ReceiptHandle }: Message): Promise<void> {
    await step('book payment', () => pause(5));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  return repeat(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs.send(receive);
    if (Messages.length > 0) await processBatch(Messages, book, { sequential: true });
  });
}
