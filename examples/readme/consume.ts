import { DeleteMessageCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { forwardMessage, processBatch, processMessage, wrapBatchHandler, wrapMessageHandler } from '../../src';
import type * as Library from 'sqs-consumer';

type Handle = (message: Message) => Promise<void>;

/** The recipes of the README, for one queue and one handler. */
export function recipes(sqs: SQSClient, QueueUrl: string, handle: Handle) {
  return { forLoop, forAwait, atOnce, batch, inBundles };

  async function forLoop(): Promise<void> {
    // #region loop
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    for (const message of Messages) {
      await processMessage(message, async () => {
        await handle(message);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      });
    }
    // #endregion
  }

  async function atOnce(Messages: Message[]): Promise<void> {
    // #region at-once
    await Promise.all(Messages.map((message) => processMessage(message, handle)));
    // #endregion
  }

  async function forAwait(signal: AbortSignal): Promise<void> {
    // #region for-await
    async function* messages() {
      while (!signal.aborted) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
        yield* Messages;
      }
    }

    for await (const message of messages()) {
      await processMessage(message, handle);
    }
    // #endregion
  }

  async function batch(Messages: Message[]): Promise<void> {
    // #region batch
    await processBatch(Messages, async (message) => {
      await handle(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    });
    // #endregion
  }

  /** Options of consumers whose library no module hook can reach. */
  function inBundles(
    handleOne: (message: Message) => Promise<Message>,
    handleAll: (messages: Message[]) => Promise<Message[]>,
  ): Library.ConsumerOptions[] {
    // #region wrapped
    const one = { queueUrl: QueueUrl, sqs, handleMessage: wrapMessageHandler(handleOne) };
    const many = { queueUrl: QueueUrl, sqs, batchSize: 10, handleMessageBatch: wrapBatchHandler(handleAll) };
    // #endregion
    return [one, many];
  }
}

/** sqs-consumer, which a module hook traces when it loads: so it comes from outside. */
export function consumerOf({ Consumer }: typeof Library, sqs: SQSClient, QueueUrl: string, handle: Handle) {
  // #region consumer
  const consumer = Consumer.create({
    queueUrl: QueueUrl,
    sqs,
    handleMessage: async (message) => {
      await handle(message);
      return message;
    },
  });
  consumer.start();
  // #endregion
  return consumer;
}

export async function giveUp(
  sqs: SQSClient,
  message: Message,
  handle: Handle,
  { QueueUrl, deadLetterUrl }: { QueueUrl: string; deadLetterUrl: string },
): Promise<void> {
  // #region forward
  await processMessage(message, async () => {
    try {
      await handle(message);
    } catch (error) {
      await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  });
  // #endregion
}
