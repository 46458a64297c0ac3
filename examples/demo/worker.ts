import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { type ProcessOptions, processMessage } from '../../src';
import type { Queue } from './queues';
import { repeat } from './repeat';
import type { Running, Shop } from './shop';

/** What a worker does with one message. */
export type Handler = (message: Message, shop: Shop) => Promise<void>;

/** The plain loop: receive, process, delete. All that tracing needs is `processMessage` around the work. */
export function startWorker(shop: Shop, queue: Queue, handle: Handler, options: ProcessOptions = {}): Running {
  const { sqs } = shop;
  const QueueUrl = queue.url;

  async function work(message: Message): Promise<void> {
    const { ReceiptHandle } = message;
    try {
      await handle(message, shop);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    } catch (error) {
      // Try again at once, not after the visibility timeout.
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      throw error;
    }
  }

  return repeat(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs.send(receive);
    for (const message of Messages) {
      // Nothing is lost: the queue hands out again what was not deleted.
      await processMessage(message, work, options).catch(() => undefined);
    }
  });
}
