import assert from 'node:assert/strict';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { forwardMessage, injectMessageContext, processMessage, wrapMessageHandler } from '../../src';
import { inSpan, work } from '../process/consumerWorld';
import { type ConfirmChannel, type ConsumeMessage, connect, stock } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { RABBITMQ, type RabbitServer, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

describe('a real RabbitMQ', () => {
  let server: RabbitServer;
  let world: BrokerWorld;
  let connection: Awaited<ReturnType<typeof connect>>;
  let channel: ConfirmChannel;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(RABBITMQ, 'rabbitmq-server')) this.skip();
    server = await startRabbitServer();
    world = await startBrokerWorld();
    connection = await connect(server.url);
    channel = await connection.createConfirmChannel();
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    await connection?.close();
    await world?.stop();
    await server?.stop();
  });

  /** `orders` gives up what it rejects to `orders.dead`. */
  async function declare(name: string): Promise<void> {
    await channel.assertExchange(`${name}.dlx`, 'fanout');
    await channel.assertQueue(`${name}.dead`);
    await channel.bindQueue(`${name}.dead`, `${name}.dlx`, '');
    await channel.assertQueue(name, { deadLetterExchange: `${name}.dlx` });
  }

  /** Consumes one message of a queue with a handler, and waits for it. */
  async function consumeOne(queue: string, handle: (message: ConsumeMessage) => void | Promise<void>): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      const onMessage = wrapMessageHandler(
        async (message: ConsumeMessage | null) => message && (await handle(message)),
        { destination: queue },
      );
      const consuming = channel.consume(queue, (message) => {
        Promise.resolve(onMessage(message)).then(() => resolve(), reject);
      });
      consuming.catch(reject);
      void consuming.then(({ consumerTag }) => tags.push(consumerTag));
    });
    const tags: string[] = [];
    try {
      await done;
    } finally {
      for (const tag of tags) await channel.cancel(tag);
    }
  }

  it('publish, consume, nack, dead-letter exchange, consume: one connected story', async () => {
    await declare('orders');
    await inSpan('place order', async () => {
      const options = injectMessageContext({ messageId: 'order-1', timestamp: Date.now() });
      channel.publish('', 'orders', Buffer.from('{"order":1}'), options);
      await channel.waitForConfirms();
    });
    await assert.rejects(
      consumeOne('orders', (message) => {
        channel.nack(message, false, false);
        throw new RangeError('no stock');
      }),
    );
    await consumeOne('orders.dead', (message) => {
      work('mourn');
      channel.ack(message);
    });

    const producer = world.tracing.span('place order');
    const failed = world.tracing.span('process orders');
    assert.deepEqual(linksOf(failed), [[idOf(producer), undefined]]);
    assert.equal(failed.status.code, SpanStatusCode.ERROR);
    const dead = world.tracing.span('process orders.dlx:orders:orders.dead');
    assert.deepEqual(linksOf(dead), [
      [idOf(producer), 'original_message'],
      [idOf(failed), 'processing_attempt'],
    ]);
    assert.equal(dead.attributes['messaging.dead_letter.source_queue'], 'orders');
    assert.equal(dead.attributes['messaging.message.id'], 'order-1');
    assert.equal(world.tracing.span('mourn').parentSpanContext?.spanId, idOf(dead));
  });

  it('forwards to a retry queue, and the next attempt knows of the one before', async () => {
    await channel.assertQueue('retry-source');
    await channel.assertQueue('retry-target');
    inSpan('place order', () =>
      channel.sendToQueue('retry-source', Buffer.from('1'), injectMessageContext({ headers: {} })),
    );
    await consumeOne('retry-source', async (message) => {
      await forwardMessage(channel, message, { routingKey: 'retry-target', reason: 'retry', error: new Error('busy') });
      channel.ack(message);
    });
    let headers: unknown;
    await consumeOne('retry-target', (message) => {
      headers = message.properties.headers?.['x-error'];
      channel.ack(message);
    });
    assert.equal(headers, 'Error: busy');
    const retried = world.tracing.span('process retry-target');
    assert.deepEqual(linksOf(retried), [
      [idOf(world.tracing.span('place order')), 'original_message'],
      [idOf(world.tracing.span('process retry-source')), 'processing_attempt'],
    ]);
    assert.equal(retried.attributes['messaging.retry.count'], 1);
    world.tracing.span('send retry-target');
  });

  it('SQS to RabbitMQ to SQS stays one trace of links', async () => {
    const [from, to] = await Promise.all([world.createQueue('from'), world.createQueue('to')]);
    await channel.assertQueue('bridge');
    await world.sqs.send(new SendMessageCommand({ QueueUrl: from, MessageBody: 'one' }));
    await processMessage(await world.receive(from), async ({ Body = '' }) => {
      channel.sendToQueue('bridge', Buffer.from(Body), injectMessageContext({ headers: {} }));
      await channel.waitForConfirms();
    });
    await consumeOne('bridge', async (message) => {
      await world.sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: message.content.toString() }));
      channel.ack(message);
    });
    processMessage(await world.receive(to), ({ Body }) => assert.equal(Body, 'one'));

    const [first, second] = world.tracing.spans('SQS.SendMessage');
    const [inbound, bridged, outbound] = world.tracing.spans().filter(({ name }) => name.startsWith('process '));
    assert.ok(first && second && inbound && bridged && outbound);
    assert.deepEqual(linksOf(inbound), [[idOf(first), undefined]]);
    assert.deepEqual(linksOf(bridged), [[idOf(inbound), undefined]]);
    assert.equal(second.parentSpanContext?.spanId, idOf(bridged));
    assert.deepEqual(linksOf(outbound), [[idOf(second), undefined]]);
  });

  describe('beside the stock instrumentation', () => {
    before(() => stock.amqplib.enable());
    after(() => stock.amqplib.disable());

    it('one process span for a message: theirs, with what ours knows', async () => {
      await declare('stock');
      const ours = await connection.createConfirmChannel();
      inSpan('place order', () => ours.sendToQueue('stock', Buffer.from('1'), { messageId: 'stock-1' }));
      const handled = new Promise<void>((resolve, reject) => {
        const handler = wrapMessageHandler(
          (message: ConsumeMessage | null) => {
            if (message === null) return;
            work('handle');
            ours.nack(message, false, false);
          },
          { destination: 'stock' },
        );
        ours
          .consume('stock', (message) => {
            handler(message);
            resolve();
          })
          .catch(reject);
      });
      await handled;
      const consumed = await until('the process span', () => world.tracing.spans('stock process')[0]);
      await ours.close();
      assert.equal(world.tracing.spans().filter(({ kind }) => kind === consumed.kind).length, 1);
      assert.equal(consumed.instrumentationScope.name, '@opentelemetry/instrumentation-amqplib');
      assert.equal(consumed.attributes['messaging.rabbitmq.destination.routing_key'], 'stock');
      assert.equal(consumed.attributes['messaging.destination.name'], 'stock');
      assert.equal(world.tracing.span('handle').parentSpanContext?.spanId, idOf(consumed));
    });
  });
});
