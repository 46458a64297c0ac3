import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Message, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Consumer } from 'kafkajs';
import { processMessage, wrapMessageHandler } from 'opentelemetry-instrumentation-sqs';

export async function copies(sqs: SQSClient, message: Message, queueUrls: readonly string[]): Promise<void> {
  // #region copies
  await processMessage(message, async ({ Body }) => {
    await Promise.all(queueUrls.map((QueueUrl) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: Body }))));
  });
  // #endregion
}

export function topic(sns: SNSClient, TopicArn: string, handle: (order: string) => Promise<void>) {
  // #region topic
  async function announce(order: object): Promise<void> {
    await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(order) }));
  }

  /** The handler for each of the subscribed queues. */
  const onMessage = wrapMessageHandler(async ({ Body = '' }: Message) => {
    const envelope = JSON.parse(Body) as { Type?: string; Message: string };
    // A subscription with raw delivery has no envelope.
    await handle(envelope.Type === 'Notification' ? envelope.Message : Body);
  });
  // #endregion
  return { announce, onMessage };
}

export async function groups(
  consumers: { readonly billing: Consumer; readonly stock: Consumer },
  work: { charge(order: string): Promise<void>; reserve(order: string): Promise<void> },
): Promise<void> {
  // #region groups
  await consumers.billing.run({
    eachMessage: wrapMessageHandler(({ message }) => work.charge(String(message.value)), { consumerGroup: 'billing' }),
  });
  await consumers.stock.run({
    eachMessage: wrapMessageHandler(({ message }) => work.reserve(String(message.value)), { consumerGroup: 'stock' }),
  });
  // #endregion
}
