import assert from 'node:assert/strict';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { groups } from '../../examples/recipes/fanOut';
import { declareWaiting, firstAttempt, lastAttempt } from '../../examples/recipes/mixedTransports';
import * as kafkaGuide from '../../examples/guides/kafka';
import * as rabbitGuide from '../../examples/guides/rabbitmq';
import { processMessage } from '../../src';
import { inSpan, work } from '../process/consumerWorld';
import { type ConfirmChannel, Kafka, connect, logLevel } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { KCAT, startKafkaBroker } from './kafkaBroker';
import { RABBITMQ, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

describe('recipes, with brokers', () => {
  let world: BrokerWorld;
  const stops: (() => Promise<unknown>)[] = [];

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(KCAT, 'kcat') || !installed(RABBITMQ, 'rabbitmq-server')) this.skip();
    world = await startBrokerWorld();
  });

  beforeEach(() => world.tracing.reset());

  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });

  after(() => world?.stop());

  async function rabbit(): Promise<ConfirmChannel> {
    const server = await startRabbitServer();
    stops.push(() => server.stop());
    const connection = await connect(server.url);
    stops.push(() => connection.close());
    return connection.createConfirmChannel();
  }

  it('SQS, then RabbitMQ after a pause, then a dead letter of SQS: one connected lineage', async () => {
    const channel = await rabbit();
    await declareWaiting(channel, 50);
    const [orders, dead] = await Promise.all([world.createQueue('orders'), world.createQueue('orders-dead')]);
    const poison = (): Promise<void> => Promise.reject(new RangeError('no stock'));
    await world.sqs.send(new SendMessageCommand({ QueueUrl: orders, MessageBody: '{"id":1}' }));
    await firstAttempt(world.sqs, channel, orders, poison)(await world.receive(orders));
    const onMessage = lastAttempt(world.sqs, channel, dead, poison);
    await new Promise<void>((resolve, reject) => {
      channel
        .consume('orders.retry', (message) => {
          if (message !== null) onMessage(message).then(resolve, reject);
        })
        .catch(reject);
    });
    const letter = await world.receive(dead);
    processMessage(letter, () => work('mourn'));

    const [sent] = world.tracing.spans('SQS.SendMessage');
    const first = world.tracing.span('process orders');
    const last = world.tracing.span('process orders.retry');
    assert.ok(sent);
    assert.deepEqual(linksOf(first), [[idOf(sent), undefined]]);
    assert.deepEqual(linksOf(last), [
      [idOf(sent), 'original_message'],
      [idOf(first), 'processing_attempt'],
    ]);
    assert.equal(last.attributes['messaging.dead_letter.source_queue'], 'orders.wait');
    assert.deepEqual(linksOf(world.tracing.span('process orders-dead')), [
      [idOf(sent), 'original_message'],
      [idOf(last), 'processing_attempt'],
    ]);
    const { Body, MessageAttributes } = letter;
    assert.equal(Body, '{"id":1}');
    assert.equal(MessageAttributes?.['x-retry-count']?.StringValue, '2');
    assert.equal(MessageAttributes['x-original-trace-id']?.StringValue, sent.spanContext().traceId);
  });

  it('a topic of RabbitMQ: had again once, and given up then', async () => {
    const channel = await rabbit();
    await inSpan('register', () => rabbitGuide.publishEvent(channel, { user: 7 }));
    const { error } = console;
    console.error = () => undefined;
    let calls = 0;
    await rabbitGuide.consumeOrRequeue(channel, () => Promise.reject(new RangeError(`busy ${++calls}`)));
    const [first, again] = await until('two attempts', () => {
      const attempts = world.tracing.spans('process events:user.registered:user-events');
      return attempts.length === 2 ? attempts : undefined;
    });
    console.error = error;
    assert.ok(first && again);
    const producer = idOf(world.tracing.span('register'));
    assert.deepEqual(linksOf(first), [[producer, undefined]]);
    // It has no id, so that nobody can tell which attempt was before.
    assert.deepEqual(linksOf(again), [[producer, undefined]]);
    assert.equal(again.attributes['messaging.rabbitmq.message.redelivered'], true);
    assert.equal(await channel.get('user-events'), false);
  });

  it('one record of Kafka for two groups, sent with a span by hand', async () => {
    const broker = await startKafkaBroker();
    stops.push(() => broker.stop());
    const kafka = new Kafka({ clientId: 'recipes', brokers: [broker.address], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ allowAutoTopicCreation: true });
    await producer.connect();
    stops.push(() => producer.disconnect());
    await kafkaGuide.produceWithSpan(producer, { id: 1 });
    const consumer = async (groupId: string) => {
      const made = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
      stops.push(() => made.disconnect());
      await made.connect();
      await made.subscribe({ topic: 'orders', fromBeginning: true });
      return made;
    };
    const done: string[] = [];
    await groups(
      { billing: await consumer('billing'), stock: await consumer('stock') },
      { charge: async (order) => void done.push(`charge ${order}`), reserve: async (order) => void done.push(order) },
    );
    await until('both groups', () => done.length === 2 || undefined);
    const lags: string[] = [];
    await kafkaGuide.watchLag(await consumer('lagging'), async (order) => void lags.push(order));
    await until('the group that lags', () => lags[0]);
    assert.deepEqual(done.toSorted(), ['charge {"id":1}', '{"id":1}'].toSorted());
    const sent = world.tracing.span('send orders');
    assert.equal(sent.attributes['messaging.kafka.offset'], 0);
    const told = world.tracing
      .spans('process orders')
      .filter(({ attributes }) => attributes['messaging.kafka.offset'] === 0)
      .map((span) => [span.attributes['messaging.consumer.group.name'], linksOf(span)]);
    const links = [[idOf(sent), undefined]];
    assert.deepEqual(
      new Set(told.slice(0, 2)),
      new Set([
        ['billing', links],
        ['stock', links],
      ]),
    );
  });
});
