import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startKafka } from '../../world/support/server';
import { ifAvailable } from '../../world/support/skip';
import * as guide from '../../examples/guides/otherClients';
import { inSpan } from '../process/consumerWorld';
import { type ConfirmChannel, connect } from './clients';
import { foreignClients } from './foreignClients';
import { INSTALL_MILLIS, installed } from './install';
import { RABBITMQ, type RabbitServer, startRabbitServer } from './rabbitServer';
import { REDIS, startRedisServer } from './redisServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

const COLD_MILLIS = 1_500_000;
const failing = (): Promise<void> => Promise.reject(new RangeError('no stock'));

interface Closable {
  close(force?: boolean): Promise<unknown>;
}

describe('the code of guide 2 for other clients, with brokers', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let load: NonNullable<Awaited<ReturnType<typeof foreignClients>>>;
  let world: BrokerWorld;
  let rabbit: RabbitServer;
  let channel: ConfirmChannel;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    const clients = await foreignClients();
    if (clients === undefined || !installed(RABBITMQ, 'rabbitmq-server')) {
      this.skip();
      return;
    }
    load = clients;
    rabbit = await startRabbitServer('rabbitmq_amqp1_0');
    world = await startBrokerWorld();
    const connection = await connect(rabbit.url);
    channel = await connection.createConfirmChannel();
    // As rabbitmq-client and the plugin for AMQP 1.0 declare them.
    for (const queue of ['orders', 'orders.dead']) await channel.assertQueue(queue, { durable: false });
    stops.push(
      () => rabbit.stop(),
      () => world.stop(),
      () => connection.close(),
    );
  });

  beforeEach(async () => {
    world.tracing.reset();
    for (const queue of ['orders', 'orders.dead']) await channel.purgeQueue(queue);
  });

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  /** The process span, which is linked to where the message comes from. */
  async function linked(name: string): Promise<ReadableSpan> {
    const span = await until(name, () => world.tracing.spans(name)[0]);
    assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
    return span;
  }

  /** The dead letter, whose headers tell of the error. */
  async function deadLetter(): Promise<string> {
    for (;;) {
      const dead = await channel.get('orders.dead', { noAck: true });
      if (dead === false) continue;
      assert.equal(dead.properties.headers?.['x-error'], 'RangeError: no stock');
      return dead.content.toString();
    }
  }

  it('rabbitmq-client', async () => {
    type Client = Closable & Parameters<typeof guide.rabbitmqClient>[0];
    const { Connection }: { Connection: new (url: string) => Client } = await load('rabbitmq-client');
    const client = new Connection(rabbit.url);
    const { publisher, consumer } = await inSpan('place order', () => guide.rabbitmqClient(client, { id: 1 }, failing));
    assert.equal(await deadLetter(), '{"id":1}');
    await linked('process orders');
    await consumer.close();
    await publisher.close();
    await client.close();
  });

  it('@cloudamqp/amqp-client', async () => {
    type Channel = Parameters<typeof guide.cloudamqp>[0] & { confirmSelect(): Promise<unknown> };
    const {
      AMQPClient,
    }: { AMQPClient: new (url: string) => { connect(): Promise<Closable & { channel(): Promise<Channel> }> } } =
      await load('@cloudamqp/amqp-client');
    const connection = await new AMQPClient(rabbit.url).connect();
    const cloud = await connection.channel();
    await cloud.confirmSelect();
    await inSpan('place order', () => guide.cloudamqp(cloud, { id: 1 }, failing));
    assert.equal(await deadLetter(), '{"id":1}');
    await linked('process orders');
    await connection.close();
  });

  it('amqp-connection-manager', async () => {
    type Wrapper = Parameters<typeof guide.connectionManager>[0] & { waitForConnect(): Promise<void> };
    const managing: { connect(urls: string[]): Closable & { createChannel(options: object): Wrapper } } =
      await load('amqp-connection-manager');
    const manager = managing.connect([rabbit.url]);
    const wrapper = manager.createChannel({});
    await wrapper.waitForConnect();
    const letter = {
      fields: { exchange: '', routingKey: 'orders', deliveryTag: 1, redelivered: false },
      properties: { headers: {} },
      content: Buffer.from('{"id":2}'),
    };
    await inSpan('place order', () => guide.connectionManager(wrapper, letter, new RangeError('no stock')));
    assert.equal(await deadLetter(), '{"id":2}');
    const placed = await channel.get('orders', { noAck: true });
    assert.ok(placed);
    assert.match(
      String(placed.properties.headers?.['traceparent']),
      new RegExp(idOf(world.tracing.span('place order'))),
    );
    await manager.close();
  });

  it('rhea, over AMQP 1.0', async () => {
    interface Connection extends EventEmitter {
      open_sender(address: string): Parameters<typeof guide.rhea>[0] & EventEmitter;
      open_receiver(address: string): unknown;
      close(): void;
    }
    interface Container extends EventEmitter {
      connect(options: object): Connection;
    }
    const { default: rhea }: { default: { create_container(): Container } } = await load('rhea');
    const container = rhea.create_container();
    const options = { host: '127.0.0.1', port: rabbit.port, username: 'guest', password: 'guest', reconnect: false };
    const connection = container.connect(options);
    const sender = connection.open_sender('/queue/orders');
    await new Promise((resolve) => sender.once('sendable', resolve));
    const bodies: unknown[] = [];
    inSpan('place order', () => guide.rhea(sender, container as never, async (body) => void bodies.push(body)));
    connection.open_receiver('/queue/orders');
    const span = await linked('process orders');
    assert.equal(span.attributes['messaging.system'], 'amqp');
    assert.deepEqual(bodies, ['{"id":1}']);
    const closed = new Promise((resolve) => connection.once('connection_close', resolve));
    connection.close();
    await closed;
  });

  it('@platformatic/kafka', async function () {
    this.timeout(COLD_MILLIS);
    const kafka = await ifAvailable(startKafka);
    if (kafka === undefined) {
      this.skip();
      return;
    }
    stops.push(() => kafka.stop());
    interface Stream extends AsyncIterable<{ value: unknown }> {
      close(): Promise<void>;
    }
    interface Consumer extends Closable {
      consume(options: object): Promise<Stream>;
    }
    const { Producer, Consumer, Admin }: Record<'Producer' | 'Consumer' | 'Admin', new (options: object) => never> =
      await load('@platformatic/kafka');
    const options = { clientId: 'guide', bootstrapBrokers: [`127.0.0.1:${kafka.port}`] };
    const admin: Closable & { createTopics(options: object): Promise<unknown> } = new Admin(options);
    await admin.createTopics({ topics: ['orders', 'orders.dead'], partitions: 1, replicas: 1 });
    const producer: Closable & Parameters<typeof guide.platformatic>[0] = new Producer(options);
    const consumer: Consumer = new Consumer({ ...options, groupId: 'billing' });
    const take = { mode: 'earliest', maxWaitTime: 50 };
    const stream = await consumer.consume({ ...take, topics: ['orders'] });
    const consuming = inSpan('place order', () => guide.platformatic(producer, stream, failing));
    const span = await linked('process orders');
    assert.equal(span.attributes['messaging.consumer.group.name'], 'billing');
    const second: Consumer = new Consumer({ ...options, groupId: 'mourning' });
    const graves = await second.consume({ ...take, topics: ['orders.dead'] });
    for await (const { value } of graves) {
      assert.equal(String(value), '{"id":1}');
      break;
    }
    await stream.close();
    await consuming;
    for (const one of [admin, producer]) await one.close();
    for (const one of [consumer, second]) await one.close(true);
  });

  it('BullMQ', async function () {
    if (!installed(REDIS, 'redis-server')) {
      this.skip();
      return;
    }
    const redis = await startRedisServer();
    stops.push(() => redis.stop());
    type Bullmq = Parameters<typeof guide.bullmq>;
    const { Queue, Worker }: { Queue: new (name: string, options: object) => Bullmq[0] & Closable; Worker: Bullmq[1] } =
      await load('bullmq');
    const options = { connection: { host: '127.0.0.1', port: redis.port } };
    const queue = new Queue('orders', options);
    const orders: unknown[] = [];
    const worker = await inSpan('place order', () =>
      guide.bullmq(queue, Worker, options, async (order) => void orders.push(order)),
    );
    const span = await linked('process orders');
    assert.equal(span.attributes['messaging.system'], 'bullmq');
    assert.deepEqual(orders, [{ id: 1 }]);
    await worker.close();
    await queue.close();
  });

  it('a client that is described', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const envelope = { meta: { id: 'one', headers: { traceparent } }, payload: '{"id":1}' };
    await guide.described(envelope, () => Promise.resolve());
    const span = world.tracing.span('process orders');
    assert.equal(span.attributes['messaging.system'], 'nats');
    assert.deepEqual(linksOf(span), [['b'.repeat(16), undefined]]);
  });
});
