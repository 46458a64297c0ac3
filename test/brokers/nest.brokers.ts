import assert from 'node:assert/strict';
import { startKafka } from '../../world/support/server';
import { ifAvailable } from '../../world/support/skip';
import { OrdersController, emit } from '../../examples/guides/nest';
import { forwardMessage, processMessage } from '../../src';
import { inSpan } from '../process/consumerWorld';
import { type EachMessagePayload, Kafka, logLevel } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { type Nest, loadNest } from './nest';
import { RABBITMQ, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

/** Building the broker may take as long as the registry of its language does. */
const COLD_MILLIS = 1_500_000;

interface KafkaContext {
  getMessage(): { value: unknown };
  getTopic(): string;
  getProducer(): { send(record: object): Promise<unknown> };
}

describe('a microservice of Nest', () => {
  const stops: (() => Promise<unknown>)[] = [];
  const nobody = { emit: () => undefined };
  let world: BrokerWorld;
  let nest: Nest;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    const loaded = await loadNest();
    if (loaded === undefined) {
      this.skip();
      return;
    }
    nest = loaded;
    world = await startBrokerWorld();
    stops.push(() => world.stop());
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  it('over RabbitMQ has a process span with the link of its producer, by one line in its handler', async function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(RABBITMQ, 'rabbitmq-server')) {
      this.skip();
      return;
    }
    const server = await startRabbitServer();
    stops.push(() => server.stop());
    const options = { urls: [server.url], queue: 'orders', queueOptions: { durable: false } };
    const orders: unknown[] = [];
    const controller = new OrdersController(async (order) => void orders.push(order));
    stops.push(
      await nest.serve('RMQ', options, 'order.placed', (order, context) => controller.onOrder(order, context)),
    );
    const client = await nest.client('RMQ', options);
    await inSpan('place order', () => {
      const [sent] = emit(client, nobody, nest.microservices.RmqRecordBuilder, { id: 1 });
      return nest.sent(sent);
    });
    const span = await until('the process span', () => world.tracing.spans('process orders')[0]);
    assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
    assert.equal(span.attributes['messaging.system'], 'rabbitmq');
    assert.deepEqual(orders, [{ id: 1 }]);
    await client.close();
  });

  describe('over Kafka', () => {
    let kafka: Kafka;
    let options: object;

    before(async function () {
      this.timeout(COLD_MILLIS);
      const server = await ifAvailable(startKafka);
      if (server === undefined) {
        this.skip();
        return;
      }
      stops.push(() => server.stop());
      process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
      const client = { clientId: 'nest', brokers: [`127.0.0.1:${server.port}`], logLevel: logLevel.NOTHING };
      kafka = new Kafka(client);
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: ['payments', 'bytes', 'bytes.dead'].map((topic) => ({ topic })) });
      await admin.disconnect();
      const consumer = { groupId: 'billing', maxWaitTimeInMs: 50 };
      options = { client, consumer, postfixId: '', subscribe: { fromBeginning: true } };
    });

    it('has the same, and the next attempt of what Nest leaves to Kafka is linked to the one before', async () => {
      const payments: unknown[] = [];
      const controller = new OrdersController(async (payment) => {
        if (payments.push(payment) === 1) throw new nest.microservices.KafkaRetriableException('no stock');
      });
      const stop = await nest.serve('KAFKA', options, 'payments', (payment, context) =>
        controller.onPayment(payment, context),
      );
      const client = await nest.client('KAFKA', options);
      await inSpan('place order', () => {
        const [, sent] = emit(nobody, client, nest.microservices.RmqRecordBuilder, { id: 1 });
        return nest.sent(sent);
      });
      const [first, second] = await until('both attempts', () => {
        const [one, two] = world.tracing.spans('process payments');
        return one === undefined || two === undefined ? undefined : ([one, two] as const);
      });
      await client.close();
      await stop();
      const creation = idOf(world.tracing.span('place order'));
      assert.deepEqual(linksOf(first), [[creation, undefined]]);
      const linked = second.links.map(({ context }) => context.spanId);
      assert.deepEqual(linked, [creation, idOf(first)]);
      assert.equal(first.status.message, 'no stock');
      for (const { attributes } of [first, second]) {
        assert.equal(attributes['messaging.system'], 'kafka');
        assert.equal(attributes['messaging.consumer.group.name'], 'billing');
        assert.equal(attributes['messaging.destination.partition.id'], '0');
        assert.equal(attributes['messaging.kafka.offset'], 0);
      }
      assert.deepEqual(payments, [{ id: 1 }, { id: 1 }]);
    });

    it("forwards its context by Nest's own producer: bytes as they were, or not at all", async () => {
      const value = Buffer.from([0xff, 0x00, 0x10]);
      const dead: EachMessagePayload['message'][] = [];
      const refused: unknown[] = [];
      const producer = kafka.producer();
      await producer.connect();
      const consumer = kafka.consumer({ groupId: 'graves', maxWaitTimeInMs: 50 });
      await consumer.connect();
      await consumer.subscribe({ topic: 'bytes.dead', fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void dead.push(message) });
      stops.push(
        () => producer.disconnect(),
        () => consumer.disconnect(),
      );
      const forward = (_: unknown, context: KafkaContext): Promise<unknown> =>
        processMessage(context, () => forwardMessage(context.getProducer(), context, { topic: 'bytes.dead' })).catch(
          (error: unknown) => refused.push(error),
        );
      for (const parser of [{ keepBinary: true }, {}]) {
        const consumerOptions = { groupId: `parser-${Object.keys(parser).length}`, maxWaitTimeInMs: 50 };
        stops.push(await nest.serve('KAFKA', { ...options, parser, consumer: consumerOptions }, 'bytes', forward));
      }
      const headers = { tenant: 'blue' };
      await producer.send({ topic: 'bytes', messages: [{ key: 'k', value, headers }] });
      const letter = await until('the dead letter', () => dead[0]);
      assert.deepEqual(letter.value, value);
      assert.equal(String(letter.key), 'k');
      assert.equal(String(letter.headers?.['tenant']), 'blue');
      const [error] = await until('the other one', () => (refused.length > 0 ? refused : undefined));
      assert.ok(error instanceof TypeError, String(error));
      assert.equal(dead.length, 1);
    });
  });
});
