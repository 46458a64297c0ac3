import { DeleteMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { forwardMessage, wrapMessageHandler } from 'opentelemetry-instrumentation-sqs';

type Work = (order: string) => Promise<void>;

/** Where a message waits for its second attempt. */
export async function declareWaiting(channel: ConfirmChannel, messageTtl: number): Promise<void> {
  // #region declare
  await channel.assertQueue('orders.retry');
  await channel.assertQueue('orders.wait', {
    messageTtl,
    deadLetterExchange: '',
    deadLetterRoutingKey: 'orders.retry',
  });
  // #endregion
}

/** The first attempt, on a message of SQS: if it fails, the message waits in RabbitMQ. */
export function firstAttempt(sqs: SQSClient, channel: ConfirmChannel, QueueUrl: string, work: Work) {
  // #region first
  const onSqsMessage = wrapMessageHandler(async (message: Message) => {
    try {
      await work(message.Body ?? '');
    } catch (error) {
      await forwardMessage(channel, message, { routingKey: 'orders.wait', reason: 'retry', error });
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  });
  // #endregion
  return onSqsMessage;
}

/** The second and last, on a message of RabbitMQ: if it fails, the message is a dead letter of SQS. */
export function lastAttempt(sqs: SQSClient, channel: ConfirmChannel, deadLetterUrl: string, work: Work) {
  // #region last
  const onRabbitMessage = wrapMessageHandler(
    async (message: ConsumeMessage) => {
      try {
        await work(message.content.toString());
      } catch (error) {
        await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
      }
      channel.ack(message);
    },
    { destination: 'orders.retry' },
  );
  // #endregion
  return onRabbitMessage;
}
