import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  forwardMessage,
  instrumentClient,
  processBatch,
  processMessage,
  wrapBatchHandler,
  wrapMessageHandler,
  wrapSqsHandler,
} from 'opentelemetry-instrumentation-sqs';
import { Consumer } from 'sqs-consumer';

declare const QueueUrl: string;
declare const deadLetterUrl: string;
declare function handle(message: Message | { body: string }): Promise<void>;
declare function handleAll(messages: Message[]): Promise<Message[]>;

// #region client
const sqs = instrumentClient(new SQSClient({}));
// #endregion

export async function loop(): Promise<void> {
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

export async function batch(Messages: Message[]): Promise<void> {
  // #region batch
  await processBatch(Messages, async (message) => {
    await handle(message);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  });
  // #endregion
}

// #region consumer
const consumer = Consumer.create({
  queueUrl: QueueUrl,
  sqs,
  handleMessage: wrapMessageHandler(async (message: Message) => {
    await handle(message);
    return message;
  }),
});
// #endregion

// #region batch-consumer
const batchConsumer = Consumer.create({
  queueUrl: QueueUrl,
  sqs,
  batchSize: 10,
  handleMessageBatch: wrapBatchHandler(handleAll),
});
// #endregion

// #region lambda
export const handler = wrapSqsHandler(async (event: { Records: { messageId: string; body: string }[] }) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await processMessage(record, handle);
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});
// #endregion

export async function giveUp(message: Message): Promise<void> {
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

export { batchConsumer, consumer };
