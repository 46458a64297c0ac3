import type { Message, MessageAttributeValue, SQS } from '@aws-sdk/client-sqs';
// #region import
import { traceAttributes, tracedBatch, tracedProcess, tracedSend } from './tracing';
// #endregion

const ASKING = { MessageAttributeNames: ['All'] };
type Attributes = Record<string, MessageAttributeValue>;
type Handle = (message: Message) => Promise<void>;

export async function send(sqs: SQS, QueueUrl: string, MessageBody: string, own: Attributes = {}): Promise<void> {
  // #region send
  await tracedSend(QueueUrl, () =>
    sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes: { ...own, ...traceAttributes() } }),
  );
  // #endregion
}

/** One pass over the queue. */
export async function work(sqs: SQS, QueueUrl: string, handle: Handle): Promise<void> {
  // #region receive
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...ASKING });
  for (const message of Messages) {
    await tracedProcess(QueueUrl, message, async () => {
      await handle(message);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    });
  }
  // #endregion
}

/** All messages of one receive at once. */
export async function workBatch(QueueUrl: string, messages: Message[], handle: Handle): Promise<void> {
  // #region batch
  await tracedBatch(QueueUrl, messages, async () => {
    await Promise.all(messages.map(handle));
  });
  // #endregion
}

/** Hands a message that cannot be processed to another queue. */
export async function giveUp(sqs: SQS, message: Message, deadLetterUrl: string, error: Error): Promise<void> {
  // #region give-up
  const MessageAttributes: Attributes = {
    ...message.MessageAttributes,
    error: { DataType: 'String', StringValue: error.message },
    ...traceAttributes(),
  };
  await sqs.sendMessage({ QueueUrl: deadLetterUrl, MessageBody: message.Body, MessageAttributes });
  // #endregion
}

/** A Lambda function with an SQS trigger. Its records are no `Message`s: their members begin in lower case. */
export async function onEvent(event: { Records: object[] }, handle: (record: object) => Promise<void>): Promise<void> {
  // #region lambda
  for (const record of event.Records) {
    await tracedProcess('orders', record, () => handle(record));
  }
  // #endregion
}
