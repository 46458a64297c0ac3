import assert from 'node:assert/strict';
import { SpanKind, metrics, trace } from '@opentelemetry/api';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Consumer, Producer, ProducerRecord } from 'kafkajs';
import * as kafka from '../../examples/guides/kafka';
import * as rabbit from '../../examples/guides/rabbitmq';
import { CREATION, inSpan, pause, startConsumerWorld } from '../process/consumerWorld';
import { startMetering } from '../support/metering';
import { eachMessagePayload, kafkaMessage, rabbitMessage } from '../process/brokers/messages';
import { idOf, linksOf } from './recipeWorld';
import { useWorld } from '../support/useWorld';

/** The same code meets real brokers in test/brokers. */
describe('the code of the guides, with plain messages of Kafka and RabbitMQ', () => {
  const world = useWorld(startConsumerWorld);

  describe('Kafka', () => {
    let sent: ProducerRecord[] = [];
    const producer = {
      send: async (record: ProducerRecord) => {
        sent.push(record);
        return [{ topicName: record.topic, partition: 3, errorCode: 0, baseOffset: '42' }];
      },
    } as unknown as Producer;

    beforeEach(() => {
      sent = [];
    });

    /** A consumer that is given one message, or one batch. */
    const consumer = {
      async run({ eachMessage, eachBatch }: Record<string, ((given: object) => unknown) | undefined>) {
        await eachMessage?.(eachMessagePayload());
        const messages = [kafkaMessage(), kafkaMessage()];
        await eachBatch?.({ batch: { topic: 'orders', partition: 3, messages, offsetLag: () => '17' } });
      },
    } as unknown as Consumer;

    it('guide 2: the active context is in what is sent', async () => {
      await inSpan('place order', () => kafka.produce(producer, { id: 1 }));
      const { spanId, traceId } = world.tracing.span('place order').spanContext();
      assert.deepEqual(sent, [
        {
          topic: 'orders',
          messages: [{ key: 'customer-7', value: '{"id":1}', headers: { traceparent: `00-${traceId}-${spanId}-01` } }],
        },
      ]);
    });

    it('guide 2: a send span by hand, which the consumer is linked to', async () => {
      await kafka.produceWithSpan(producer, { id: 1 });
      const span = world.tracing.span('send orders');
      assert.equal(span.kind, SpanKind.PRODUCER);
      assert.deepEqual(span.attributes, {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'orders',
        'messaging.destination.partition.id': '3',
        'messaging.kafka.offset': 42,
      });
      const headers = sent[0]?.messages[0]?.headers ?? {};
      assert.equal(trace.getSpanContext(kafka.contextOf({ value: null, headers }))?.spanId, idOf(span));
    });

    it('guide 2: one by one, in batches, and with the lag of the partition', async () => {
      const orders: string[] = [];
      const handle = async (order: string): Promise<void> => void orders.push(order);
      await kafka.consume(consumer, handle);
      await kafka.consumeBatches(consumer, handle);
      const metering = startMetering();
      await kafka.watchLag(consumer, handle);
      const [lag] = await metering.points('shop.kafka.lag');
      await metering.stop();
      metrics.disable();
      assert.deepEqual([lag?.value, lag?.attributes], [17, { topic: 'orders', partition: 3 }]);
      assert.equal(orders.length, 5);
      const batches = world.tracing.spans().filter(({ attributes }) => 'messaging.batch.message_count' in attributes);
      assert.deepEqual(
        batches.map((span) => span.links.map(({ context }) => context.spanId)),
        [1, 2].map(() => [CREATION.spanId, CREATION.spanId]),
      );
      const groups = world.tracing.spans().map(({ attributes }) => attributes['messaging.consumer.group.name']);
      assert.deepEqual([...new Set(groups)], ['billing']);
    });

    it('guide 4: what fails goes to a topic of dead letters', async () => {
      await kafka.consumeWithDeadLetters(consumer, producer, () => Promise.reject(new RangeError('no stock')));
      assert.deepEqual(
        sent.map(({ topic, messages }) => [topic, messages[0]?.headers?.['x-error']]),
        [['orders.dead', 'RangeError: no stock']],
      );
    });
  });

  describe('RabbitMQ', () => {
    /** A channel that writes down what it is told, and gives one message to whoever consumes. */
    const fake = (given: object) => {
      const calls: unknown[][] = [];
      const note =
        (name: string) =>
        (...args: unknown[]): Promise<void> => {
          calls.push([name, ...args]);
          return Promise.resolve();
        };
      const channel = {
        ...Object.fromEntries(
          ['assertExchange', 'assertQueue', 'bindQueue', 'prefetch', 'waitForConfirms'].map((name) => [
            name,
            note(name),
          ]),
        ),
        ack: (message: unknown) => void calls.push(['ack', message === given]),
        nack: (_message: unknown, all: boolean, requeue: boolean) => void calls.push(['nack', all, requeue]),
        publish(...[exchange, key, content, options, confirmed]: [string, string, Buffer, object, (() => void)?]) {
          calls.push(['publish', exchange, key, content.toString(), options]);
          confirmed?.();
          return true;
        },
        async consume(queue: string, onMessage: (message: object | null) => void) {
          calls.push(['consume', queue]);
          onMessage(null);
          onMessage(given);
          await pause();
        },
      } as unknown as ConfirmChannel;
      return { channel, calls };
    };
    const silently = async (run: () => Promise<unknown>): Promise<void> => {
      const { error } = console;
      console.error = () => undefined;
      await run().finally(() => {
        console.error = error;
      });
    };

    it('guide 2: publishes to a queue and to a topic, with the active context in the headers', async () => {
      const { channel, calls } = fake({});
      await inSpan('shop', async () => {
        await rabbit.publish(channel, 'order-1', { id: 1 });
        await rabbit.publishEvent(channel, { user: 7 });
      });
      const { spanId, traceId } = world.tracing.span('shop').spanContext();
      const headers = { traceparent: `00-${traceId}-${spanId}-01` };
      const published = calls.filter(([name]) => name === 'publish');
      assert.deepEqual(published[1], [
        'publish',
        'events',
        'user.registered',
        '{"user":7}',
        { contentType: 'application/json', persistent: true, headers },
      ]);
      assert.deepEqual((published[0]?.[4] as { headers: object } | undefined)?.headers, headers);
      assert.deepEqual(
        calls.filter(([name]) => name === 'bindQueue'),
        [['bindQueue', 'user-events', 'events', 'user.*']],
      );
    });

    it('guides 2 and 4: acknowledges, gives up, or has it again once', async () => {
      const outcomes: unknown[] = [];
      const consume = async (run: (channel: ConfirmChannel) => Promise<void>, properties = {}, fields = {}) => {
        const { channel, calls } = fake({ ...rabbitMessage(properties, fields), content: Buffer.from('{"user":7}') });
        await silently(() => run(channel));
        outcomes.push(calls.at(-1));
      };
      const busy = (): Promise<void> => Promise.reject(new RangeError('busy'));
      const done = (): Promise<void> => Promise.resolve();
      await consume((channel) => rabbit.consume(channel, done));
      await consume((channel) => rabbit.consume(channel, busy));
      await consume((channel) => rabbit.consumeOrRequeue(channel, done));
      await consume((channel) => rabbit.consumeOrRequeue(channel, busy));
      await consume((channel) => rabbit.consumeOrRequeue(channel, busy), {}, { redelivered: true });
      await consume((channel) => rabbit.consumeOrRequeue(channel, () => Promise.reject(new SyntaxError('no JSON'))));
      assert.deepEqual(outcomes, [
        ['ack', true],
        ['nack', false, false],
        ['ack', true],
        ['nack', false, true],
        ['nack', false, false],
        ['nack', false, false],
      ]);
      const errors = world.tracing.spans().map(({ attributes }) => attributes['error.type']);
      assert.deepEqual(errors, [undefined, 'RangeError', undefined, 'RangeError', 'RangeError', 'SyntaxError']);
      const [, , , requeued, again] = world.tracing.spans();
      assert.deepEqual(linksOf(again)[1], [idOf(requeued), 'processing_attempt']);
      assert.equal(again?.name, 'process shop:order.placed:user-events');
    });

    it('guide 4: declares its dead letters, and sends on what is to be tried later', async () => {
      const message = rabbitMessage() as unknown as ConsumeMessage;
      const { channel, calls } = fake(message);
      await rabbit.declare(channel);
      assert.deepEqual(calls.at(-1), ['assertQueue', 'orders', { deadLetterExchange: 'orders.dlx' }]);
      await rabbit.retry(channel, message, new RangeError('busy'));
      const [publish, ack] = calls.slice(-2);
      assert.deepEqual(publish?.slice(0, 3), ['publish', '', 'orders.retry']);
      assert.deepEqual(ack, ['ack', true]);
    });
  });
});
