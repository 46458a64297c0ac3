import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { startKafka } from '../../world/support/server';
import { ifAvailable } from '../../world/support/skip';
import * as kafkaGuide from '../../examples/guides/kafka';
import * as guide from '../../examples/guides/otherClients';
import { forwardMessage, injectMessageContext, processMessage } from '../../src';
import { inSpan, message as sqsMessage } from '../process/consumerWorld';
import { type EachMessagePayload, Kafka, logLevel } from './clients';
import { RECORDS, parts } from './kafkaRecords';
import { type NativeClient, nativeClient } from './nativeClients';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

/** Building the broker may take as long as the registry of its language does. */
const COLD_MILLIS = 1_500_000;

/** Records with headers of which node-rdkafka would write something else. */
const NO_TEXT: ReadonlySet<string> = new Set(['bytes', 'text with a NUL']);

interface Client extends EventEmitter {
  connect(): unknown;
  disconnect(done: () => void): unknown;
}

interface Consumer extends Client {
  subscribe(topics: string[]): unknown;
  consume(): unknown;
}

type Producer = Client & Parameters<typeof guide.rdkafka>[0];

interface RdKafka {
  readonly KafkaConsumer: new (options: object, ofTopics: object) => Consumer;
  readonly Producer: new (options: object) => Producer;
  readonly HighLevelProducer: new (options: object) => Producer;
  /** Confluent's other API. */
  readonly KafkaJS?: { readonly Kafka: new (options: object) => Kafka };
}

for (const name of ['node-rdkafka', '@confluentinc/kafka-javascript'] satisfies NativeClient[]) {
  describe(`${name}, with a whole broker`, () => {
    const stops: (() => Promise<unknown>)[] = [];
    const received: Record<string, object[]> = {};
    const dead: EachMessagePayload[] = [];
    const producers: Record<string, never> = {};
    let world: BrokerWorld;
    let rdkafka: RdKafka;
    let address: string;
    let producer: ReturnType<Kafka['producer']>;
    let highLevel: Producer;

    before(async function () {
      this.timeout(COLD_MILLIS);
      const client = nativeClient(name);
      const server = client === undefined ? undefined : await ifAvailable(startKafka);
      if (server === undefined) {
        this.skip();
        return;
      }
      rdkafka = client as RdKafka;
      stops.push(() => server.stop());
      world = await startBrokerWorld();
      stops.push(() => world.stop());
      process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
      address = `127.0.0.1:${server.port}`;
      const kafka = new Kafka({ clientId: 'tests', brokers: [address], logLevel: logLevel.NOTHING });
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: ['orders', 'orders.dead', 'guide'].map((topic) => ({ topic })) });
      await admin.disconnect();
      producer = kafka.producer();
      await producer.connect();
      stops.push(() => producer.disconnect());
      const consumer = kafka.consumer({ groupId: 'graves', maxWaitTimeInMs: 50 });
      await consumer.connect();
      stops.push(() => consumer.disconnect());
      await consumer.subscribe({ topic: 'orders.dead', fromBeginning: true });
      await consumer.run({ eachMessage: async (payload) => void dead.push(payload) });
      highLevel = await connected(new rdkafka.HighLevelProducer({ 'bootstrap.servers': address }));
      const plain = await connected(new rdkafka.Producer({ 'bootstrap.servers': address, 'linger.ms': 0 }));
      Object.assign(producers, { kafkajs: producer, Producer: plain, HighLevelProducer: highLevel });
      received['KafkaConsumer'] = [];
      await consume('orders', (message) => received['KafkaConsumer']?.push(message));
      if (rdkafka.KafkaJS !== undefined) await startKafkaJs(new rdkafka.KafkaJS.Kafka(quiet(address)));
    });

    beforeEach(() => world.tracing.reset());

    after(async () => {
      for (const stop of stops.toReversed()) await stop();
    });

    async function connected<T extends Client>(client: T): Promise<T> {
      const ready = new Promise((resolve) => client.once('ready', resolve));
      client.connect();
      await ready;
      stops.push(() => new Promise<void>((resolve) => client.disconnect(() => resolve())));
      return client;
    }

    async function consume(topic: string, take: (message: object) => void): Promise<Consumer> {
      const options = { 'bootstrap.servers': address, 'group.id': `native-${topic}`, 'fetch.wait.max.ms': 50 };
      const consumer = await connected(new rdkafka.KafkaConsumer(options, { 'auto.offset.reset': 'earliest' }));
      consumer.subscribe([topic]);
      consumer.on('data', take);
      consumer.consume();
      return consumer;
    }

    /** Confluent's API in the manner of kafkajs. */
    async function startKafkaJs(kafka: Kafka): Promise<void> {
      const other = kafka.producer();
      await other.connect();
      const consumer = kafka.consumer({ kafkaJS: { groupId: 'in-its-manner', fromBeginning: true } } as never);
      await consumer.connect();
      await consumer.subscribe({ topics: ['orders'] });
      await consumer.run({ eachMessage: async (payload) => void received['KafkaJS']?.push(payload) });
      stops.push(
        () => consumer.disconnect(),
        () => other.disconnect(),
      );
      received['KafkaJS'] = [];
      Object.assign(producers, { KafkaJS: other });
    }

    const sent = async (of: string): Promise<EachMessagePayload['message']> =>
      await until(`what ${of} has sent`, () => dead.shift()?.message);

    for (const [kind, record] of Object.entries(RECORDS)) {
      it(`${kind}: key, value and headers arrive as they were, by every producer`, async () => {
        const { key = null, value, headers } = record;
        const all = Object.entries(received);
        for (const [by, client] of Object.entries(producers)) {
          world.tracing.reset();
          await inSpan('place order', () =>
            producer.send({ topic: 'orders', messages: [injectMessageContext({ key, value, headers })] }),
          );
          await until('the record', () => (all.every(([, messages]) => messages.length > 0) ? true : undefined));
          for (const [consumer, [message, ...others]] of all) {
            assert.ok(message);
            assert.deepEqual(others, []);
            received[consumer] = messagesOf(consumer);
            const forwarded = processMessage(message, () => forwardMessage(client, message, { topic: 'orders.dead' }), {
              // Offsets of two brokers are the same.
              consumerGroup: `${name}, ${consumer}`,
            });
            // It makes text of bytes in headers.
            if (NO_TEXT.has(kind) && name === 'node-rdkafka' && by !== 'kafkajs')
              await assert.rejects(forwarded, TypeError);
            else {
              await forwarded;
              assert.deepEqual(parts(await sent(by)), parts(record), `${consumer}, ${by}`);
            }
          }
          const [span] = world.tracing.spans('process orders');
          assert.ok(span);
          assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
          assert.equal(span.attributes['messaging.destination.partition.id'], '0');
          assert.equal(typeof span.attributes['messaging.kafka.offset'], 'number');
        }
      });
    }

    /** Empty again, in the same list: whoever consumes has that one. */
    function messagesOf(consumer: string): object[] {
      const messages = received[consumer] ?? [];
      messages.length = 0;
      return messages;
    }

    it('a message without a key arrives without one', async () => {
      for (const [by, client] of Object.entries(producers)) {
        await forwardMessage(client, sqsMessage({ Body: 'größer' }), { topic: 'orders.dead' });
        const { key, value } = await sent(by);
        assert.deepEqual([key, String(value)], [null, 'größer'], by);
      }
    });

    it('the code of guide 2', async () => {
      const consumer = await consume('guide', () => undefined);
      const failing = (): Promise<void> => Promise.reject(new RangeError('no stock'));
      const produce = highLevel.produce.bind(highLevel) as (...given: unknown[]) => unknown;
      // The guide's topic is another one here.
      const toGuide = Object.create(highLevel, {
        produce: {
          value: (topic: string, ...rest: unknown[]): unknown => produce(topic === 'orders' ? 'guide' : topic, ...rest),
        },
      }) as Producer;
      inSpan('place order', () => guide.rdkafka(toGuide, consumer as never, { id: 1 }, failing));
      const letter = await sent('the guide');
      assert.equal(String(letter.value), '{"id":1}');
      assert.equal(String(letter.headers?.['tenant']), 'blue');
      assert.equal(String(letter.headers?.['x-error']), 'RangeError: no stock');
      // The letter may come before its producer has been told so.
      const span = await until('the span', () => world.tracing.spans('process guide')[0]);
      assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
    });

    it("the guide's code for kafkajs, in its manner", async function () {
      const { KafkaJS } = rdkafka;
      if (KafkaJS === undefined) {
        this.skip();
        return;
      }
      const consumer = new KafkaJS.Kafka(quiet(address)).consumer({
        kafkaJS: { groupId: 'billing', fromBeginning: true },
      } as never);
      await consumer.connect();
      stops.push(() => consumer.disconnect());
      await consumer.subscribe({ topics: ['orders'] });
      const orders: string[] = [];
      await kafkaGuide.consume(consumer, async (order) => void orders.push(order));
      await inSpan('place order', () => kafkaGuide.produce(producers['KafkaJS'] as never, { id: 1 }));
      await until('the order', () => (orders.includes('{"id":1}') ? true : undefined));
    });
  });
}

function quiet(address: string): object {
  return { kafkaJS: { brokers: [address], logLevel: logLevel.NOTHING } };
}
