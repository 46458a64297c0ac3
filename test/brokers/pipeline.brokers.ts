import assert from 'node:assert/strict';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { startKafka } from '../../world/support/server';
import { ifAvailable } from '../../world/support/skip';
import { forwardMessage, processMessage } from '../../src';
import { type ConfirmChannel, type EachMessagePayload, Kafka, connect, logLevel } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { Creations, Faults, assertUnaltered, numberIn, original } from './pipeline';
import { RABBITMQ, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, startBrokerWorld } from './world';

const MESSAGES = Number(process.env['BROKER_MESSAGES'] ?? 5000);
const COLD_MILLIS = 1_500_000;
/** How many take part at once in what has no order. */
const LANES = 4;
const AT_ONCE = 50;
const FORGET_EACH = 1000;

describe(`${MESSAGES} messages from SQS over Kafka and RabbitMQ to SQS`, () => {
  const stops: (() => Promise<unknown>)[] = [];
  const creations = new Creations();
  const faults = new Faults();
  let world: BrokerWorld;
  let kafka: Kafka;
  let producer: ReturnType<Kafka['producer']>;
  let channel: ConfirmChannel;
  let processed = 0;

  before(async function () {
    this.timeout(COLD_MILLIS + INSTALL_MILLIS);
    const server = installed(RABBITMQ, 'rabbitmq-server') ? await ifAvailable(startKafka) : undefined;
    if (server === undefined) {
      this.skip();
      return;
    }
    stops.push(() => server.stop());
    const rabbit = await startRabbitServer();
    stops.push(() => rabbit.stop());
    world = await startBrokerWorld();
    stops.push(() => world.stop());
    process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
    kafka = new Kafka({ clientId: 'tests', brokers: [`127.0.0.1:${server.port}`], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'middle', numPartitions: 1 }] });
    await admin.disconnect();
    producer = kafka.producer();
    await producer.connect();
    stops.push(() => producer.disconnect());
    const connection = await connect(rabbit.url);
    stops.push(() => connection.close());
    channel = await connection.createConfirmChannel();
    await channel.prefetch(50);
    await channel.assertQueue('late');
    // It takes one message, and says no to every other one.
    await channel.assertQueue('full', { arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
    channel.sendToQueue('full', Buffer.from('the one'));
    await channel.waitForConfirms();
  });

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  /** A process span, which sees to it that the message is known by its creator, and then sends it on. */
  async function step(number: number, message: object, sendOn: () => Promise<unknown>): Promise<void> {
    await processMessage(message, async () => {
      creations.check(number, message);
      faults.throwIf('a handler that fails', 13);
      await sendOn();
      faults.throwIf('a handler that fails after it has sent', 97);
    });
    // What is seen already is forgotten: memory is not what is looked at here.
    if (++processed % FORGET_EACH === 0) world.tracing.reset();
  }

  async function send(queueUrl: string): Promise<void> {
    for (let first = 0; first < MESSAGES; first += 10) {
      const Entries = Array.from({ length: Math.min(10, MESSAGES - first) }, (_, each) => {
        const { body, attributes } = original(first + each);
        return { Id: String(each), MessageBody: body, MessageAttributes: attributes };
      });
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  }

  async function fromSqs(
    queueUrl: string,
    done: () => boolean,
    take: (message: Message) => Promise<void>,
  ): Promise<void> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      // What fails comes again soon.
      VisibilityTimeout: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    });
    while (!done()) {
      const { Messages = [] } = await world.sqs.send(receive);
      await Promise.all(Messages.map((message) => settled(world.sqs, queueUrl, message, () => take(message))));
    }
  }

  async function settled(sqs: SQSClient, QueueUrl: string, message: Message, take: () => Promise<void>): Promise<void> {
    try {
      await take();
    } catch (error) {
      if (!isFault(error)) throw error;
      return;
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }

  /** A record that fails is processed again before its batch is done. */
  async function overKafka(): Promise<void> {
    const consumer = kafka.consumer({ groupId: 'middle', maxWaitTimeInMs: 50 });
    await consumer.connect();
    stops.push(() => consumer.disconnect());
    await consumer.subscribe({ topic: 'middle', fromBeginning: true });
    await consumer.run({
      eachBatch: async (payload) => {
        const { topic, partition, messages } = payload.batch;
        for (let first = 0; first < messages.length; first += AT_ONCE) {
          const some = messages.slice(first, first + AT_ONCE);
          await Promise.all(some.map((message) => untilSent({ topic, partition, message })));
          await payload.heartbeat();
        }
      },
    });
  }

  async function untilSent(payload: Pick<EachMessagePayload, 'topic' | 'partition' | 'message'>): Promise<void> {
    const number = numberIn(payload.message.value ?? '');
    const routingKey = (): string => {
      if (faults.occurs('a queue that is not there', 53)) return 'nowhere';
      return faults.occurs('a broker that says no', 71) ? 'full' : 'late';
    };
    for (;;) {
      try {
        return await step(number, payload, () => forwardMessage(channel, payload, { routingKey: routingKey() }));
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    }
  }

  /** A message that fails goes back into its queue. */
  async function fromRabbit(queueUrl: string, failed: (error: unknown) => void): Promise<void> {
    await channel.consume('late', (message) => {
      if (message === null) return;
      step(numberIn(message.content), message, () => forwardMessage(world.sqs, message, { queueUrl })).then(
        () => channel.ack(message),
        (error: unknown) => (isFault(error) ? channel.nack(message) : failed(error)),
      );
    });
  }

  it('none is lost or altered, and all are connected', async function () {
    this.timeout(60_000 + MESSAGES * 60);
    const [first, last] = await Promise.all([world.createQueue('first'), world.createQueue('last')]);
    await send(first);
    let failure: unknown;
    await overKafka();
    await fromRabbit(last, (error) => {
      failure = error;
    });
    const arrived = new Set<number>();
    const done = (): boolean => arrived.size === MESSAGES || failure !== undefined;
    const toKafka = (message: Message): Promise<void> =>
      step(numberIn(message.Body ?? ''), message, () => forwardMessage(producer, message, { topic: 'middle' }));
    const arrive = async (message: Message): Promise<void> => {
      processMessage(message, () => creations.check(assertUnaltered(message), message));
      arrived.add(numberIn(message.Body ?? ''));
    };
    await Promise.all([
      ...Array.from({ length: LANES }, () => fromSqs(first, done, toKafka)),
      ...Array.from({ length: LANES }, () => fromSqs(last, done, arrive)),
    ]);
    assert.equal(failure, undefined);
    assert.equal(arrived.size, MESSAGES);
    console.log(
      `      ${Object.entries(faults.counts)
        .map(([fault, count]) => `${count} × ${fault}`)
        .join(', ')}`,
    );
    if (MESSAGES >= 1000) assert.equal(Object.keys(faults.counts).length, 4);
  });
});

/** What this test does to itself, or what a broker says to that. */
function isFault(error: unknown): boolean {
  const { message, code } = error as Error & { code?: string };
  return code === 'ERR_FORWARD_UNROUTABLE' || /nacked|^a handler/.test(message);
}
