import assert from 'node:assert/strict';
import { startKafka } from '../../world/support/server';
import { ifAvailable } from '../../world/support/skip';
import { forwardMessage, injectMessageContext, processMessage } from '../../src';
import { inSpan } from '../process/consumerWorld';
import { type EachMessagePayload, Kafka, logLevel } from './clients';
import { foreignClients } from './foreignClients';
import { INSTALL_MILLIS } from './install';
import { RECORDS, type Sent, parts } from './kafkaRecords';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

/** Building the broker may take as long as the registry of its language does. */
const COLD_MILLIS = 1_500_000;

interface PlatformaticProducer {
  send(options: object): Promise<unknown>;
  close(): Promise<void>;
}

interface PlatformaticConsumer {
  consume(options: object): Promise<NodeJS.EventEmitter>;
  close(force: boolean): Promise<void>;
}

interface Platformatic {
  readonly Producer: new (options: object) => PlatformaticProducer;
  readonly Consumer: new (options: object) => PlatformaticConsumer;
  readonly stringSerializers: object;
  readonly stringDeserializers: object;
}

describe('every client of Kafka, with a whole broker', () => {
  const stops: (() => Promise<unknown>)[] = [];
  const received: Record<string, object[]> = { kafkajs: [], '@platformatic/kafka': [], 'the same, with text': [] };
  const dead: EachMessagePayload[] = [];
  const producers: Record<string, { send(record: never): Promise<unknown> }> = {};
  let world: BrokerWorld;
  let kafka: Kafka;
  let send: (record: Sent) => Promise<unknown>;

  before(async function () {
    this.timeout(COLD_MILLIS + INSTALL_MILLIS);
    const load = await foreignClients();
    const server = load && (await ifAvailable(startKafka));
    if (server === undefined || load === undefined) {
      this.skip();
      return;
    }
    stops.push(() => server.stop());
    world = await startBrokerWorld();
    stops.push(() => world.stop());
    process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
    const address = `127.0.0.1:${server.port}`;
    kafka = new Kafka({ clientId: 'tests', brokers: [address], logLevel: logLevel.NOTHING });
    await withAdmin((admin) =>
      admin.createTopics({ topics: ['orders', 'orders.dead'].map((topic) => ({ topic, numPartitions: 1 })) }),
    );
    const producer = kafka.producer();
    await producer.connect();
    stops.push(() => producer.disconnect());
    send = ({ key = null, value, headers }) =>
      producer.send({ topic: 'orders', messages: [injectMessageContext({ key, value, headers })] });
    await startProducers(await load('@platformatic/kafka'), address, producer);
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  async function withAdmin(use: (admin: ReturnType<Kafka['admin']>) => Promise<unknown>): Promise<void> {
    const admin = kafka.admin();
    await admin.connect();
    await use(admin);
    await admin.disconnect();
  }

  async function consume(topic: string, take: (payload: EachMessagePayload) => void): Promise<void> {
    const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 50 });
    await consumer.connect();
    stops.push(() => consumer.disconnect());
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async (payload) => take(payload) });
  }

  async function startProducers(platformatic: Platformatic, address: string, producer: ReturnType<Kafka['producer']>) {
    await consume('orders', (payload) => received['kafkajs']?.push(payload));
    await consume('orders.dead', (payload) => dead.push(payload));
    const options = { clientId: 'tests', bootstrapBrokers: [address] };
    const { stringSerializers: serializers, stringDeserializers: deserializers } = platformatic;
    const [inBytes, inText] = [
      new platformatic.Producer(options),
      new platformatic.Producer({ ...options, serializers }),
    ];
    const transactional = kafka.producer({ transactionalId: 'tests', idempotent: true, maxInFlightRequests: 1 });
    await transactional.connect();
    stops.push(
      () => inBytes.close(),
      () => inText.close(),
      () => transactional.disconnect(),
    );
    const inTransaction = {
      async send(record: Parameters<typeof producer.send>[0]) {
        const transaction = await transactional.transaction();
        const sent = await transaction.send(record);
        await transaction.commit();
        return sent;
      },
    };
    Object.assign(producers, {
      kafkajs: producer,
      'kafkajs in a transaction': inTransaction,
      '@platformatic/kafka': inBytes,
      'the same, with text': inText,
    });
    for (const [name, more] of [
      ['@platformatic/kafka', {}],
      ['the same, with text', { deserializers }],
    ] as const) {
      const consumer = new platformatic.Consumer({ ...options, ...more, groupId: name.replaceAll(' ', '-') });
      stops.push(() => consumer.close(true));
      const stream = await consumer.consume({ topics: ['orders'], mode: 'earliest', maxWaitTime: 50 });
      stream.on('data', (message: object) => received[name]?.push(message));
    }
  }

  for (const consumer of Object.keys(received)) {
    for (const [name, { isText, ...record }] of Object.entries(RECORDS)) {
      if (consumer.endsWith('text') && !isText) continue;
      it(`${consumer}, ${name}: key, value and headers arrive as they were, by every producer`, async () => {
        for (const [publisher, producer] of Object.entries(producers)) {
          world.tracing.reset();
          await inSpan('place order', () => send(record));
          const all = Object.values(received);
          await until('the record', () => (all.every(({ length }) => length > 0) ? true : undefined));
          const message = received[consumer]?.[0];
          for (const messages of all) messages.length = 0;
          assert.ok(message);
          const sent = processMessage(message, () =>
            forwardMessage(producer, message, { topic: 'orders.dead', reason: 'poison', error: new Error('busy') }),
          );
          if (publisher.endsWith('text') && !isText) {
            await assert.rejects(sent, TypeError);
            continue;
          }
          await sent;
          const arrived = await until('the dead letter', () => dead.shift()?.message);
          assert.deepEqual(parts(arrived), parts(record), publisher);
          const span = world.tracing.span('process orders');
          assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
          assert.equal(span.attributes['messaging.system'], 'kafka');
          assert.equal(span.attributes['messaging.destination.partition.id'], '0');
          assert.equal(typeof span.attributes['messaging.kafka.offset'], 'number');
        }
      });
    }
  }

  it('a transaction that is given up leaves no dead letter', async () => {
    await inSpan('place order', () => send({ value: 'one', headers: {} }));
    const payload = await until('the record', () => received['kafkajs']?.shift());
    const transactional = kafka.producer({ transactionalId: 'aborting', idempotent: true, maxInFlightRequests: 1 });
    await transactional.connect();
    const transaction = await transactional.transaction();
    await forwardMessage(transaction, payload, { topic: 'orders.dead' });
    await transaction.abort();
    await transactional.disconnect();
    await forwardMessage(producers['kafkajs'] as never, payload, { topic: 'orders.dead', reason: 'retry' });
    const arrived = await until('the other one', () => dead.shift()?.message);
    assert.equal(String(arrived.headers?.['x-forward-reason']), 'retry');
  });
});
