import {
  forwardMessage,
  injectMessageContext,
  processMessage,
  wrapMessageHandler,
} from 'opentelemetry-instrumentation-sqs';

/** What is used of each client here. */
interface RabbitmqClient {
  createConsumer(options: object, handle: (message: object) => Promise<void>): { close(): Promise<void> };
  createPublisher(options: object): {
    send(envelope: object, body: unknown): Promise<void>;
    close(): Promise<void>;
  };
}

interface CloudamqpChannel {
  basicPublish(exchange: string, routingKey: string, data: string, properties?: object, mandatory?: boolean): unknown;
  basicConsume(queue: string, options: object, onMessage: (message: { ack(): unknown }) => unknown): Promise<unknown>;
}

interface ChannelWrapper {
  publish(exchange: string, routingKey: string, content: Buffer, options?: object): Promise<unknown>;
}

interface PlatformaticProducer {
  send(options: object): Promise<unknown>;
}

interface KafkaMessage {
  readonly value: unknown;
}

interface RdKafkaProducer {
  produce(
    topic: string,
    partition: null,
    message: Buffer | null,
    key: string | null | undefined,
    timestamp: number,
    headers: object,
    done: (error: unknown) => void,
  ): unknown;
}

interface RdKafkaConsumer {
  on(event: 'data', handle: (message: KafkaMessage) => void): unknown;
}

interface Job {
  readonly data: unknown;
}

interface Queue {
  add(name: string, data: unknown, options?: object): Promise<unknown>;
}

interface Worker {
  close(): Promise<void>;
}

interface RheaSender {
  send(message: object): unknown;
}

interface RheaContainer {
  on(event: 'message', handle: (context: { message?: { body: unknown } }) => void): unknown;
}

type Handle = (order: unknown) => Promise<void>;

export async function rabbitmqClient(rabbit: RabbitmqClient, order: object, handle: Handle) {
  // #region rabbitmq-client
  const publisher = rabbit.createPublisher({ confirm: true });
  await publisher.send(injectMessageContext({ routingKey: 'orders', messageId: 'order-1' }), order);

  const onMessage = wrapMessageHandler(
    async (message: object & { body?: unknown }) => {
      try {
        await handle(message.body);
      } catch (error) {
        await forwardMessage(publisher, message, { routingKey: 'orders.dead', error });
      }
    },
    { destination: 'orders' },
  );
  const consumer = rabbit.createConsumer({ queue: 'orders' }, onMessage);
  // #endregion
  return { publisher, consumer };
}

export async function cloudamqp(channel: CloudamqpChannel, order: object, handle: Handle): Promise<void> {
  // #region cloudamqp
  const properties = injectMessageContext({ messageId: 'order-1', headers: {} });
  await channel.basicPublish('', 'orders', JSON.stringify(order), properties);

  const onMessage = wrapMessageHandler(
    async (message: { ack(): unknown; body?: unknown }) => {
      try {
        await handle(message.body);
      } catch (error) {
        await forwardMessage(channel, message, { routingKey: 'orders.dead', error });
      }
      await message.ack();
    },
    { destination: 'orders' },
  );
  await channel.basicConsume('orders', { noAck: false }, onMessage);
  // #endregion
}

export async function connectionManager(wrapper: ChannelWrapper, message: object, error: unknown): Promise<void> {
  // #region amqp-connection-manager
  await wrapper.publish('', 'orders', Buffer.from('{"id":1}'), injectMessageContext({ messageId: 'order-1' }));
  await forwardMessage(wrapper, message, { routingKey: 'orders.dead', error });
  // #endregion
}

export async function platformatic(
  producer: PlatformaticProducer,
  stream: AsyncIterable<KafkaMessage>,
  handle: Handle,
): Promise<void> {
  // #region platformatic
  await producer.send({ messages: [injectMessageContext({ topic: 'orders', value: Buffer.from('{"id":1}') })] });

  const onMessage = wrapMessageHandler(
    async (message: KafkaMessage) => {
      try {
        await handle(message.value);
      } catch (error) {
        await forwardMessage(producer, message, { topic: 'orders.dead', error });
      }
    },
    { consumerGroup: 'billing' },
  );
  for await (const message of stream) await onMessage(message);
  // #endregion
}

/** With node-rdkafka, or Confluent's client by its own API. */
export function rdkafka(producer: RdKafkaProducer, consumer: RdKafkaConsumer, order: object, handle: Handle): void {
  // #region node-rdkafka
  const headers = injectMessageContext([{ tenant: 'blue' }]);
  const content = Buffer.from(JSON.stringify(order));
  producer.produce('orders', null, content, 'customer-7', Date.now(), headers, (error) => {
    if (error) console.error(error);
  });

  const onMessage = wrapMessageHandler(
    async (message: KafkaMessage) => {
      try {
        await handle(message.value);
      } catch (error) {
        await forwardMessage(producer, message, { topic: 'orders.dead', error });
      }
    },
    { consumerGroup: 'billing' },
  );
  consumer.on('data', (message) => void onMessage(message).catch(console.error));
  // #endregion
}

export async function bullmq<Options extends object>(
  queue: Queue,
  Worker: new (name: string, handle: (job: Job) => Promise<void>, options: Options) => Worker,
  options: Options,
  handle: Handle,
): Promise<Worker> {
  // #region bullmq
  await queue.add('pack', { id: 1 }, injectMessageContext({ attempts: 3 }));

  const worker = new Worker(
    'orders',
    wrapMessageHandler(async ({ data }: Job) => handle(data)),
    options,
  );
  // #endregion
  return worker;
}

export function rhea(sender: RheaSender, container: RheaContainer, handle: Handle): void {
  // #region rhea
  sender.send(injectMessageContext({ to: 'orders', body: '{"id":1}' }));

  const onMessage = wrapMessageHandler(async (context: { message?: { body: unknown } }) =>
    handle(context.message?.body),
  );
  container.on('message', (context) => void onMessage(context).catch(console.error));
  // #endregion
}

/** A message of a client that this package does not know. */
interface Envelope {
  readonly meta: { readonly id: string; readonly headers: Readonly<Record<string, string>> };
  readonly payload: string;
}

export async function described(envelope: Envelope, handle: Handle): Promise<void> {
  // #region shape
  const shape = {
    system: 'nats',
    destination: () => 'orders',
    id: 'meta.id',
    headers: 'meta.headers',
    body: 'payload',
  };
  await processMessage(envelope, () => handle(envelope.payload), { shape });
  // #endregion
}
