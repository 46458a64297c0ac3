import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import * as kafkaGuide from '../../examples/guides/kafka';
import * as rabbitGuide from '../../examples/guides/rabbitmq';
import { inSpan } from '../process/consumerWorld';
import { type ConsumeMessage, Kafka, connect, logLevel } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { KCAT, startKafkaBroker } from './kafkaBroker';
import { RABBITMQ, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

describe('the code of the guides, with brokers', () => {
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

  it('guides 2 and 4: RabbitMQ, from the publisher to the dead letters and a retry', async () => {
    const server = await startRabbitServer();
    stops.push(() => server.stop());
    const connection = await connect(server.url);
    stops.push(() => connection.close());
    const channel = await connection.createConfirmChannel();
    await rabbitGuide.declare(channel);
    await channel.assertQueue('orders.retry');
    await inSpan('place order', () => rabbitGuide.publish(channel, 'guide-1', { id: 1 }));
    const { error } = console;
    console.error = () => undefined;
    await rabbitGuide.consume(channel, () => Promise.reject(new RangeError('no stock')));
    const dead = await new Promise<ConsumeMessage>((resolve, reject) => {
      channel.consume('orders.dead', (message) => message && resolve(message)).catch(reject);
    });
    console.error = error;
    const failed = world.tracing.span('process orders');
    assert.deepEqual(linksOf(failed), [[idOf(world.tracing.span('place order')), undefined]]);
    await rabbitGuide.retry(channel, dead, new RangeError('no stock'));
    const retried = await channel.get('orders.retry', { noAck: true });
    assert.ok(retried);
    assert.equal(retried.properties.headers?.['x-retry-count'], '1');
    assert.equal(retried.properties.messageId, 'guide-1');
  });

  it('guides 2 and 4: Kafka, one by one, in batches and to a topic of dead letters', async () => {
    const broker = await startKafkaBroker();
    stops.push(() => broker.stop());
    const kafka = new Kafka({ clientId: 'guides', brokers: [broker.address], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ allowAutoTopicCreation: true });
    await producer.connect();
    stops.push(() => producer.disconnect());
    await inSpan('place order', () => kafkaGuide.produce(producer, { id: 1 }));
    const creation = idOf(world.tracing.span('place order'));
    const consumed = async (topic: string, run: (consumer: ReturnType<Kafka['consumer']>) => Promise<void>) => {
      const consumer = kafka.consumer({ groupId: `group-${stops.length}`, maxWaitTimeInMs: 100 });
      stops.push(() => consumer.disconnect());
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await run(consumer);
    };
    const orders: string[] = [];
    const handle = async (order: string): Promise<void> => void orders.push(order);
    await Promise.all([
      consumed('orders', (consumer) => kafkaGuide.consume(consumer, handle)),
      consumed('orders', (consumer) => kafkaGuide.consumeBatches(consumer, handle)),
      consumed('orders', (consumer) =>
        kafkaGuide.consumeWithDeadLetters(consumer, producer, () => Promise.reject(new RangeError('no stock'))),
      ),
    ]);
    await until('three deliveries', () =>
      orders.length === 2 ? world.tracing.spans('send orders.dead')[0] : undefined,
    );
    let dead: string | undefined;
    await consumed('orders.dead', (consumer) =>
      consumer.run({
        eachMessage: async ({ message }) => {
          dead = trace.getSpanContext(kafkaGuide.contextOf(message))?.spanId;
        },
      }),
    );
    assert.equal(await until('the dead letter', () => dead), creation);
    assert.deepEqual(orders, ['{"id":1}', '{"id":1}']);
  });
});
