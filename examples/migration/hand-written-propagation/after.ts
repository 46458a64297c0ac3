import type { Message, MessageAttributeValue, SQS } from '@aws-sdk/client-sqs';
// #region import
import { forwardMessage, processBatch, processMessage, wrapSqsHandler } from 'opentelemetry-instrumentation-sqs';
// #endregion

type Attributes = Record<string, MessageAttributeValue>;
type Handle = (message: Message) => Promise<void>;

export async function send(sqs: SQS, QueueUrl: string, MessageBody: string, own: Attributes = {}): Promise<void> {
  // #region send
  await sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes: own });
  // #endregion
}

/** One pass over the queue. */
export async function work(sqs: SQS, QueueUrl: string, handle: Handle): Promise<void> {
  // #region receive
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  for (const message of Messages) {
    await processMessage(message, async () => {
      await handle(message);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    });
  }
  // #endregion
}

/** All messages of one receive at the same time. */
export async function workBatch(_queueUrl: string, messages: Message[], handle: Handle): Promise<void> {
  // #region batch
  await processBatch(messages, handle);
  // #endregion
}

/** Forwards a message that cannot be processed to another queue. */
export async function giveUp(sqs: SQS, message: Message, deadLetterUrl: string, error: Error): Promise<void> {
  // #region give-up
  await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
  // #endregion
}

/** A Lambda function with an SQS trigger. */
export async function onEvent(event: { Records: object[] }, handle: (record: object) => Promise<void>): Promise<void> {
  // #region lambda
  const handler = wrapSqsHandler(async ({ Records }: { Records: object[] }) => {
    for (const record of Records) await processMessage(record, handle);
  });
  // #endregion
  await handler(event);
}
