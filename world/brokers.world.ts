import assert from 'node:assert/strict';
import { injectMessageContext, processMessage, wrapMessageHandler } from '../src';
import { Kafka, connect, logLevel } from '../test/brokers/clients';
import { INSTALL_MILLIS, installed } from '../test/brokers/install';
import { RABBITMQ, type RabbitServer, startRabbitServer } from '../test/brokers/rabbitServer';
import { type BrokerWorld, idOf, startBrokerWorld, until } from '../test/brokers/world';
import { inSpan } from '../test/process/consumerWorld';
import { Agent } from './support/agent';
import { javaAgent, pythonAgent } from './support/install';
import type { Answer } from './support/protocol';
import { readResults, writeResults } from './support/results';
import { type Server, startKafka } from './support/server';
import { ifAvailable } from './support/skip';

const LANGUAGES = { Python: pythonAgent, Java: javaAgent };
const COLD_MILLIS = 1_500_000;

/** What became of a message between two applications. */
interface Row {
  readonly broker: string;
  readonly producer: string;
  readonly consumer: string;
  readonly connected: string;
  readonly headers: readonly string[];
}

describe('brokers: from and to the clients of other languages', () => {
  const agents = new Map<string, Agent>();
  const rows: Row[] = [];
  let kafka: Server | undefined;
  let rabbit: RabbitServer | undefined;
  let world: BrokerWorld;

  before(async function () {
    this.timeout(COLD_MILLIS + INSTALL_MILLIS);
    process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
    for (const [language, program] of Object.entries(LANGUAGES)) {
      const found = await ifAvailable(program);
      if (found !== undefined) agents.set(language, await Agent.start(found));
    }
    kafka = await ifAvailable(startKafka);
    if (installed(RABBITMQ, 'rabbitmq-server')) rabbit = await startRabbitServer();
    world = await startBrokerWorld();
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    for (const agent of agents.values()) await agent.stop();
    await world?.stop();
    await kafka?.stop();
    await rabbit?.stop();
  });

  /** The agent's span that knows of a span here. */
  const knowing = ({ spans }: Answer, spanId: string): string => {
    if (spans.some(({ links }) => links.some((link) => link.spanId === spanId))) return 'link';
    return spans.some(({ parentSpanId }) => parentSpanId === spanId) ? 'child' : 'not';
  };

  /** The producer's span of an agent that the process span here is linked to. */
  const checkLinked = (sent: Answer, name: string): void => {
    const [link] = world.tracing.span(name).links;
    const target = sent.spans.find(({ spanId }) => spanId === link?.context.spanId);
    assert.ok(target, `${JSON.stringify(link?.context)} is none of ${JSON.stringify(sent.spans)}`);
    assert.equal(target.traceId, link?.context.traceId);
  };

  for (const language of Object.keys(LANGUAGES)) {
    describe(language, () => {
      const agentHere = (): Agent | undefined => agents.get(language);

      it(`Kafka: ${language} → Node.js`, async function () {
        const agent = agentHere();
        if (agent === undefined || kafka === undefined) {
          this.skip();
          return;
        }
        const topic = `to-node-${language}`;
        const address = `127.0.0.1:${kafka.port}`;
        const sent = await agent.ask({ command: 'kafkaProduce', propagators: ['tracecontext'], address, topic });
        const consumer = kafkaClient(address).consumer({ groupId: topic, maxWaitTimeInMs: 100 });
        await consumer.connect();
        await consumer.subscribe({ topic, fromBeginning: true });
        const headers: string[][] = [];
        const handler = wrapMessageHandler(
          ({ message }: { message: { headers?: Record<string, unknown> } }) => {
            headers.push(Object.keys(message.headers ?? {}));
          },
          { consumerGroup: topic },
        );
        await consumer.run({ eachMessage: async (payload) => handler(payload) });
        await until(`a message in ${topic}`, () => headers[0]);
        await consumer.disconnect();
        checkLinked(sent, `process ${topic}`);
        rows.push({
          broker: 'Kafka',
          producer: language,
          consumer: 'Node.js',
          connected: 'link',
          headers: headers[0] ?? [],
        });
      });

      it(`Kafka: Node.js → ${language}`, async function () {
        const agent = agentHere();
        if (agent === undefined || kafka === undefined) {
          this.skip();
          return;
        }
        const topic = `from-node-${language}`;
        const address = `127.0.0.1:${kafka.port}`;
        const producer = kafkaClient(address).producer({ allowAutoTopicCreation: true });
        await producer.connect();
        await inSpan('place order', () =>
          producer.send({ topic, messages: [injectMessageContext({ key: 'k', value: 'n:0' })] }),
        );
        await producer.disconnect();
        const received = await agent.ask({ command: 'kafkaConsume', propagators: ['tracecontext'], address, topic });
        assert.deepEqual(received.bodies, ['n:0']);
        const connected = knowing(received, idOf(world.tracing.span('place order')));
        assert.notEqual(connected, 'not');
        rows.push({
          broker: 'Kafka',
          producer: 'Node.js',
          consumer: language,
          connected,
          headers: received.headers ?? [],
        });
      });

      it(`RabbitMQ: ${language} → Node.js`, async function () {
        const agent = agentHere();
        if (agent === undefined || rabbit === undefined) {
          this.skip();
          return;
        }
        const { url } = rabbit;
        const queue = `to-node-${language}`;
        const connection = await connect(url);
        const channel = await connection.createChannel();
        await channel.assertQueue(queue);
        const sent = await agent.ask({ command: 'rabbitProduce', propagators: ['tracecontext'], url, queue });
        const message = await channel.get(queue);
        assert.ok(message);
        processMessage({ ...message, fields: { ...message.fields } }, () => undefined, { destination: queue });
        await connection.close();
        checkLinked(sent, `process ${queue}`);
        const headers = Object.keys(message.properties.headers ?? {});
        rows.push({ broker: 'RabbitMQ', producer: language, consumer: 'Node.js', connected: 'link', headers });
      });

      it(`RabbitMQ: Node.js → ${language}`, async function () {
        const agent = agentHere();
        if (agent === undefined || rabbit === undefined) {
          this.skip();
          return;
        }
        const { url } = rabbit;
        const queue = `from-node-${language}`;
        const connection = await connect(url);
        const channel = await connection.createConfirmChannel();
        await channel.assertQueue(queue);
        await inSpan('place order', async () => {
          channel.sendToQueue(queue, Buffer.from('n:0'), injectMessageContext({ headers: {} }));
          await channel.waitForConfirms();
        });
        const received = await agent.ask({ command: 'rabbitConsume', propagators: ['tracecontext'], url, queue });
        await connection.close();
        assert.deepEqual(received.bodies, ['n:0']);
        const connected = knowing(received, idOf(world.tracing.span('place order')));
        assert.notEqual(connected, 'not');
        rows.push({
          broker: 'RabbitMQ',
          producer: 'Node.js',
          consumer: language,
          connected,
          headers: received.headers ?? [],
        });
      });
    });
  }

  describe('the table', () => {
    it('as docs/interop.md has it', function () {
      if (agents.size < 2 || kafka === undefined || rabbit === undefined) {
        this.skip();
        return;
      }
      const committed = readResults('brokers');
      writeResults('brokers', rows);
      assert.deepEqual(rows, committed, 'world/results.json was out of date: commit it, and run `npm run docs`');
    });
  });
});

function kafkaClient(address: string): Kafka {
  return new Kafka({ clientId: 'world', brokers: [address], logLevel: logLevel.NOTHING });
}
