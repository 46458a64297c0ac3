import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { setTimeout } from 'node:timers/promises';
import { forwardMessage, processMessage, traced } from 'opentelemetry-instrumentation-sqs';

/** A script as it was before: no code in it is for tracing. */
export function existingCode(sqs: SQSClient, QueueUrl: string) {
  // #region existing
  async function send(order: object): Promise<void> {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) })); // SQS.SendMessage
  }

  async function receive() {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    return Messages; // SQS.ReceiveMessage
  }

  async function remove(ReceiptHandle: string | undefined): Promise<void> {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })); // SQS.DeleteMessage
  }
  // #endregion
  return { send, receive, remove };
}

/** Attributes of the application's own, and several messages in one request. */
export async function sendMore(sqs: SQSClient, QueueUrl: string): Promise<void> {
  // #region attributes
  const Priority = { DataType: 'String', StringValue: 'high' };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'urgent', MessageAttributes: { Priority } }));

  const Entries = ['a', 'b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  // #endregion
}

/** A worker of guide 1: one pass over the queue. */
export function worker(sqs: SQSClient, QueueUrl: string, handle: (body: string) => Promise<void>) {
  // #region worker
  const work = traced(async function work() {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    for (const message of Messages) {
      await processMessage(message, async ({ Body = '', ReceiptHandle }) => {
        await handle(Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      });
    }
    return Messages.length;
  });
  // #endregion
  return work;
}

/** A worker that continues until `signal` aborts. */
export async function loop(work: () => Promise<unknown>, signal: AbortSignal, pause = 5000): Promise<void> {
  // #region loop
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      console.error(error);
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  // #endregion
}

/**
 * Broken JSON is a dead letter at once. After another error, the message is delivered again when its visibility timeout
 * is over.
 */
export async function readOrGiveUp(
  sqs: SQSClient,
  message: Message,
  handle: (order: unknown) => Promise<void>,
  { QueueUrl, deadLetterUrl }: { readonly QueueUrl: string; readonly deadLetterUrl: string },
): Promise<void> {
  // #region malformed
  await processMessage(message, async ({ Body = '', ReceiptHandle }) => {
    const remove = () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    try {
      await handle(JSON.parse(Body));
    } catch (error) {
      if (error instanceof SyntaxError) {
        await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'malformed', error });
        await remove();
      }
      throw error; // the span records the error
    }
    await remove();
  });
  // #endregion
}
