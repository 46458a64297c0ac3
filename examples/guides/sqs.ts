import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { processMessage, traced } from 'opentelemetry-instrumentation-sqs';

/** Nothing in here knows of tracing: a script as it was before. */
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
