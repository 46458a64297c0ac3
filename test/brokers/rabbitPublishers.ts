import { type ConfirmChannel, connect } from './clients';
import type { foreignClients } from './foreignClients';

type Load = NonNullable<Awaited<ReturnType<typeof foreignClients>>>;

/** What a client is used for here: something that forwards, and something that takes one message of a queue. */
interface RabbitClient {
  readonly publisher: object;
  /** Whether it can tell that no queue takes a message. */
  readonly tells: boolean;
  readonly take?: (queue: string) => Promise<object | false | null | undefined>;
}

export interface RabbitClients {
  readonly channel: ConfirmChannel;
  readonly clients: Readonly<Record<string, RabbitClient>>;
  stop(): Promise<void>;
}

interface Closable {
  close(): Promise<unknown>;
}

interface Wrapper {
  waitForConnect(): Promise<void>;
}

interface RabbitmqClient extends Closable {
  on(event: string, listener: () => void): void;
  createPublisher(options: object): object & Closable;
  basicGet(options: object): Promise<object | undefined>;
}

interface CloudChannel {
  confirmSelect(): Promise<unknown>;
  basicGet(queue: string, options: object): Promise<object | null>;
}

/** Every client of RabbitMQ, in each of its ways to publish. */
export async function startRabbitClients(load: Load, url: string): Promise<RabbitClients> {
  const managing: { connect(urls: string[]): Closable & { createChannel(options: object): Wrapper } } =
    await load('amqp-connection-manager');
  const rabbitmqClient: { Connection: new (url: string) => RabbitmqClient } = await load('rabbitmq-client');
  const cloudamqp: {
    AMQPClient: new (url: string) => { connect(): Promise<Closable & { channel(): Promise<CloudChannel> }> };
  } = await load('@cloudamqp/amqp-client');

  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  const manager = managing.connect([url]);
  const [managed, json] = [manager.createChannel({}), manager.createChannel({ json: true })];
  await Promise.all([managed.waitForConnect(), json.waitForConnect()]);
  const other = new rabbitmqClient.Connection(url);
  other.on('error', () => undefined);
  const [confirming, hasty] = [other.createPublisher({ confirm: true }), other.createPublisher({})];
  const cloud = await new cloudamqp.AMQPClient(url).connect();
  const [plainCloud, sureCloud] = [await cloud.channel(), await cloud.channel()];
  await sureCloud.confirmSelect();

  return {
    channel,
    clients: {
      'amqplib, confirming': { publisher: channel, tells: true, take: (queue) => channel.get(queue, { noAck: true }) },
      amqplib: { publisher: await connection.createChannel(), tells: false },
      'amqp-connection-manager': { publisher: managed, tells: true },
      'amqp-connection-manager with JSON': { publisher: json, tells: true },
      'rabbitmq-client, confirming': {
        publisher: confirming,
        tells: true,
        take: (queue) => other.basicGet({ queue, noAck: true }),
      },
      'rabbitmq-client': { publisher: hasty, tells: false },
      '@cloudamqp/amqp-client, confirming': {
        publisher: sureCloud,
        tells: true,
        take: (queue) => plainCloud.basicGet(queue, { noAck: true }),
      },
      '@cloudamqp/amqp-client': { publisher: plainCloud, tells: false },
    },
    async stop() {
      await Promise.all([confirming.close(), hasty.close()]);
      for (const one of [other, manager, cloud, connection]) await one.close();
    },
  };
}
