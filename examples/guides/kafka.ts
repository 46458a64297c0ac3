import type { Consumer, Producer } from 'kafkajs';
import {
  extractMessageContext,
  forwardMessage,
  injectMessageContext,
  processBatch,
  wrapMessageHandler,
} from 'opentelemetry-instrumentation-sqs';
import { type Context, SpanKind, metrics, trace } from '@opentelemetry/api';

export async function produce(producer: Producer, order: object): Promise<void> {
  // #region produce
  await producer.send({
    topic: 'orders',
    messages: [injectMessageContext({ key: 'customer-7', value: JSON.stringify(order) })],
  });
  // #endregion
}

export async function produceWithSpan(producer: Producer, order: object): Promise<void> {
  // #region produce-span
  const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' };
  await trace
    .getTracer('shop')
    .startActiveSpan('send orders', { kind: SpanKind.PRODUCER, attributes }, async (span) => {
      try {
        const record = { topic: 'orders', messages: [{ key: 'customer-7', value: JSON.stringify(order) }] };
        const [sent] = await producer.send(injectMessageContext(record));
        span.setAttribute('messaging.destination.partition.id', String(sent?.partition));
        span.setAttribute('messaging.kafka.offset', Number(sent?.baseOffset));
      } finally {
        span.end();
      }
    });
  // #endregion
}

export async function consume(consumer: Consumer, handle: (order: string) => Promise<void>): Promise<void> {
  // #region consume
  await consumer.run({
    eachMessage: wrapMessageHandler(async ({ message }) => handle(String(message.value)), { consumerGroup: 'billing' }),
  });
  // #endregion
}

export async function consumeBatches(consumer: Consumer, handle: (order: string) => Promise<void>): Promise<void> {
  // #region batch
  await consumer.run({
    eachBatch: async ({ batch: { topic, partition, messages } }) => {
      const origin = { destination: topic, partition, consumerGroup: 'billing' };
      // In order, up to the first message that fails. kafkajs then delivers the rest again.
      await processBatch(messages, ({ value }) => handle(String(value)), { ...origin, sequential: true });
    },
  });
  // #endregion
}

export async function watchLag(consumer: Consumer, handle: (order: string) => Promise<void>): Promise<void> {
  // #region lag
  const lag = metrics.getMeter('shop').createGauge('shop.kafka.lag', { unit: '{message}' });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      const { topic, partition, messages } = batch;
      lag.record(Number(batch.offsetLag()), { topic, partition });
      const origin = { destination: topic, partition, consumerGroup: 'billing', sequential: true };
      await processBatch(messages, ({ value }) => handle(String(value)), origin);
    },
  });
  // #endregion
}

export async function consumeWithDeadLetters(
  consumer: Consumer,
  producer: Producer,
  handle: (order: string) => Promise<void>,
): Promise<void> {
  // #region dead-letters
  const eachMessage = wrapMessageHandler(
    async (payload: { topic: string; message: { value: Buffer | null } }) => {
      try {
        await handle(String(payload.message.value));
      } catch (error) {
        await forwardMessage(producer, payload, { topic: `${payload.topic}.dead`, reason: 'poison', error });
      }
    },
    { consumerGroup: 'billing' },
  );
  await consumer.run({ eachMessage });
  // #endregion
}

export function contextOf(message: object): Context {
  // #region extract
  const context = extractMessageContext(message);
  // #endregion
  return context;
}
