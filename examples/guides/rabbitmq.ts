import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { forwardMessage, injectMessageContext, wrapMessageHandler } from 'opentelemetry-instrumentation-sqs';

/** A queue whose rejected messages go to `orders.dead`. */
export async function declare(channel: ConfirmChannel): Promise<void> {
  // #region declare
  await channel.assertExchange('orders.dlx', 'fanout');
  await channel.assertQueue('orders.dead');
  await channel.bindQueue('orders.dead', 'orders.dlx', '');
  await channel.assertQueue('orders', { deadLetterExchange: 'orders.dlx' });
  // #endregion
}

export async function publish(channel: ConfirmChannel, id: string, order: object): Promise<void> {
  // #region publish
  const options = injectMessageContext({ messageId: id, timestamp: Date.now(), persistent: true });
  channel.publish('', 'orders', Buffer.from(JSON.stringify(order)), options);
  await channel.waitForConfirms();
  // #endregion
}

/** A topic exchange: several kinds of events, and a queue for some of them. */
export async function publishEvent(channel: ConfirmChannel, event: object): Promise<void> {
  // #region topic
  await channel.assertExchange('events', 'topic', { durable: true });
  await channel.assertQueue('user-events', { durable: true });
  await channel.bindQueue('user-events', 'events', 'user.*');

  const options = injectMessageContext({ contentType: 'application/json', persistent: true });
  channel.publish('events', 'user.registered', Buffer.from(JSON.stringify(event)), options);
  await channel.waitForConfirms();
  // #endregion
}

export async function consume(channel: ConfirmChannel, handle: (order: string) => Promise<void>): Promise<void> {
  // #region consume
  const onMessage = wrapMessageHandler(
    async (message: ConsumeMessage) => {
      try {
        await handle(message.content.toString());
        channel.ack(message);
      } catch (error) {
        channel.nack(message, false, false); // to the dead-letter exchange
        throw error; // the span records the error
      }
    },
    { destination: 'orders' },
  );
  await channel.consume('orders', (message) => {
    if (message !== null) onMessage(message).catch(console.error);
  });
  // #endregion
}

export async function retry(channel: ConfirmChannel, message: ConsumeMessage, error: unknown): Promise<void> {
  // #region retry
  await forwardMessage(channel, message, { routingKey: 'orders.retry', reason: 'retry', error });
  channel.ack(message);
  // #endregion
}

export async function consumeOrRequeue(channel: ConfirmChannel, handle: (event: unknown) => Promise<void>) {
  // #region requeue
  const onMessage = wrapMessageHandler(
    async (message: ConsumeMessage) => {
      try {
        await handle(JSON.parse(message.content.toString()));
        channel.ack(message);
      } catch (error) {
        // Retry once, unless the JSON is broken. Unlimited `requeue` makes a loop without a pause.
        const requeue = !(error instanceof SyntaxError) && !message.fields.redelivered;
        channel.nack(message, false, requeue);
        throw error;
      }
    },
    { destination: 'user-events' },
  );
  await channel.prefetch(10);
  await channel.consume('user-events', (message) => {
    if (message !== null) onMessage(message).catch(console.error);
  });
  // #endregion
}
