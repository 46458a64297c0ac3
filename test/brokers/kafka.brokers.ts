import assert from 'node:assert/strict';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind } from '@opentelemetry/api';
import { forwardMessage, injectMessageContext, processBatch, processMessage, wrapMessageHandler } from '../../src';
import { inSpan, work } from '../process/consumerWorld';
import { type EachMessagePayload, Kafka, logLevel, stock } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { KCAT, type KafkaBroker, startKafkaBroker } from './kafkaBroker';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

describe("kafkajs, with the broker inside of kcat's librdkafka", () => {
  let broker: KafkaBroker;
  let world: BrokerWorld;
  let kafka: Kafka;
  let producer: ReturnType<Kafka['producer']>;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(KCAT, 'kcat')) this.skip();
    // Its notice of a changed default partitioner.
    process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
    broker = await startKafkaBroker();
    world = await startBrokerWorld();
    kafka = new Kafka({ clientId: 'tests', brokers: [broker.address], logLevel: logLevel.NOTHING });
    producer = kafka.producer({ allowAutoTopicCreation: true });
    await producer.connect();
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    await producer?.disconnect();
    await world?.stop();
    await broker?.stop();
  });

  /** Consumes the one message of a topic with a handler. */
  async function consumeOne(topic: string, handle: (payload: EachMessagePayload) => unknown): Promise<void> {
    const groupId = `${topic}-group`;
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let done = false;
    const handler = wrapMessageHandler(handle, { consumerGroup: groupId });
    await consumer.run({
      eachMessage: async (payload) => {
        await handler(payload);
        done = true;
      },
    });
    await until(`a message in ${topic}`, () => done || undefined);
    await consumer.disconnect();
  }

  it('Kafka to SQS stays one trace of links', async () => {
    const QueueUrl = await world.createQueue('from-kafka');
    await inSpan('place order', () =>
      producer.send({ topic: 'orders', messages: [injectMessageContext({ key: 'k', value: 'one' })] }),
    );
    await consumeOne('orders', ({ message }) =>
      world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(message.value) })),
    );
    processMessage(await world.receive(QueueUrl), ({ Body }) => assert.equal(Body, 'one'));

    const consumed = world.tracing.span('process orders');
    assert.deepEqual(linksOf(consumed), [[idOf(world.tracing.span('place order')), undefined]]);
    const { attributes } = consumed;
    assert.equal(attributes['messaging.system'], 'kafka');
    assert.equal(attributes['messaging.consumer.group.name'], 'orders-group');
    assert.equal(attributes['messaging.kafka.offset'], 0);
    assert.equal(attributes['messaging.message.body.size'], 3);
    assert.match(String(attributes['messaging.destination.partition.id']), /^\d+$/);
    const sent = world.tracing.span('SQS.SendMessage');
    assert.equal(sent.parentSpanContext?.spanId, idOf(consumed));
    assert.deepEqual(linksOf(world.tracing.span('process from-kafka')), [[idOf(sent), undefined]]);
  });

  it('forwards to a topic of dead letters, whose consumer knows of producer and attempt', async () => {
    await inSpan('place order', () =>
      producer.send({ topic: 'poison', messages: [injectMessageContext({ key: 'k', value: 'one' })] }),
    );
    await consumeOne('poison', (payload) =>
      forwardMessage(producer, payload, { topic: 'poison.dead', reason: 'poison', error: new RangeError('no stock') }),
    );
    let told: unknown[] = [];
    await consumeOne('poison.dead', ({ message: { key, headers } }) => {
      told = [String(key), String(headers?.['x-error'])];
    });
    assert.deepEqual(told, ['k', 'RangeError: no stock']);
    const dead = world.tracing.span('process poison.dead');
    assert.deepEqual(linksOf(dead), [
      [idOf(world.tracing.span('place order')), 'original_message'],
      [idOf(world.tracing.span('process poison')), 'processing_attempt'],
    ]);
    assert.equal(dead.attributes['messaging.forward.reason'], 'poison');
  });

  it('processes a batch below one span that links to every producer', async () => {
    const order = (name: string): Promise<unknown> =>
      inSpan(`place ${name}`, () =>
        producer.send({ topic: 'batches', messages: [injectMessageContext({ key: 'k', value: name })] }),
      );
    await order('first');
    await order('second');
    const consumer = kafka.consumer({ groupId: 'batches-group', maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: 'batches', fromBeginning: true });
    const handled: string[] = [];
    await consumer.run({
      eachBatch: async ({ batch: { messages, topic, partition } }) => {
        const place = { destination: topic, partition, consumerGroup: 'batches-group', sequential: true };
        await processBatch(messages, ({ value }) => handled.push(String(value)), place);
      },
    });
    await until('two messages', () => handled.length === 2 || undefined);
    await consumer.disconnect();
    assert.deepEqual(handled, ['first', 'second']);
    const batches = world.tracing.spans().filter(({ attributes }) => 'messaging.batch.message_count' in attributes);
    const links = batches.flatMap((batch) => batch.links.map(({ context }) => context.spanId));
    assert.deepEqual(links, [idOf(world.tracing.span('place first')), idOf(world.tracing.span('place second'))]);
  });

  describe('beside the stock instrumentation', () => {
    before(() => stock.kafkajs.enable());
    after(() => stock.kafkajs.disable());

    it('one process span for a message: theirs, with what ours knows', async () => {
      const instrumented = new Kafka({ clientId: 'stock', brokers: [broker.address], logLevel: logLevel.NOTHING });
      const sender = instrumented.producer({ allowAutoTopicCreation: true });
      await sender.connect();
      await sender.send({ topic: 'stock', messages: [{ key: 'k', value: 'one' }] });
      await sender.disconnect();
      kafka = instrumented;
      await consumeOne('stock', () => work('handle'));
      const consumers = world.tracing.spans().filter(({ kind }) => kind === SpanKind.CONSUMER);
      const [consumed] = consumers;
      assert.equal(consumers.length, 1);
      assert.equal(consumed?.instrumentationScope.name, '@opentelemetry/instrumentation-kafkajs');
      assert.equal(consumed.attributes['messaging.consumer.group.name'], 'stock-group');
      assert.equal(consumed.attributes['messaging.message.body.size'], 3);
      assert.equal(world.tracing.span('handle').parentSpanContext?.spanId, idOf(consumed));
    });
  });
});
