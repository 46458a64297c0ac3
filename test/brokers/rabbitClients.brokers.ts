import assert from 'node:assert/strict';
import { forwardMessage, injectMessageContext, processMessage } from '../../src';
import { inSpan } from '../process/consumerWorld';
import type { ConfirmChannel } from './clients';
import { foreignClients } from './foreignClients';
import { INSTALL_MILLIS, installed } from './install';
import { type RabbitClients, startRabbitClients } from './rabbitPublishers';
import { RABBITMQ, type RabbitServer, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld } from './world';

const PROPERTIES = {
  messageId: 'm-1',
  correlationId: 'c-1',
  type: 'order',
  appId: 'shop',
  contentType: 'application/octet-stream',
  contentEncoding: 'identity',
  priority: 3,
  timestamp: 1_700_000_000,
  replyTo: 'answers',
  persistent: true,
};

const HEADERS = {
  tenant: 'blue',
  'Odd-Case': 'Q',
  count: 42,
  large: 2 ** 31 + 1,
  larger: 2 ** 40,
  below: -3,
  half: 1.5,
  yes: true,
  none: null,
  list: ['a', 1, { x: 'y' }],
  table: { deep: { er: 'z' } },
};

const BODIES = {
  bytes: { content: Buffer.from([0, 255, 16, 128]), contentType: 'application/octet-stream' },
  text: { content: Buffer.from('größer'), contentType: 'text/plain' },
  JSON: { content: Buffer.from('{"order":1}'), contentType: 'application/json' },
  nothing: { content: Buffer.alloc(0), contentType: 'application/octet-stream' },
  'much that takes several frames': { content: Buffer.alloc(300_000, 7), contentType: 'application/octet-stream' },
};

/** Any of them: which one it is, `forwardMessage` finds out. */
type Publisher = Pick<ConfirmChannel, 'publish'>;

/** What the forward itself has written. */
const ADDED = new Set(['x-retry-count', 'x-original-trace-id', 'x-error', 'x-forward-reason', 'AWSTraceHeader']);

describe('every client of RabbitMQ, with a real one', () => {
  let server: RabbitServer;
  let world: BrokerWorld;
  let rabbit: RabbitClients;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    const load = await foreignClients();
    if (load === undefined || !installed(RABBITMQ, 'rabbitmq-server')) {
      this.skip();
      return;
    }
    server = await startRabbitServer();
    world = await startBrokerWorld();
    rabbit = await startRabbitClients(load, server.url);
    for (const queue of ['orders', 'orders.dead']) await rabbit.channel.assertQueue(queue);
  });

  beforeEach(() => world.tracing.reset());

  after(async () => {
    await rabbit?.stop();
    await world?.stop();
    await server?.stop();
  });

  async function place(content: Buffer, options: object): Promise<void> {
    await inSpan('place order', async () => {
      rabbit.channel.publish('', 'orders', content, injectMessageContext(options));
      await rabbit.channel.waitForConfirms();
    });
  }

  async function taken(queue: string, take: (queue: string) => Promise<object | false | null | undefined>) {
    for (;;) {
      const message = await take(queue);
      if (message) return message;
    }
  }

  /** What arrives of a message that is consumed by one client and forwarded by another. */
  async function forwarded(consumer: string, publisher: string, content: Buffer, options: object) {
    await place(content, options);
    const { take } = rabbit.clients[consumer] ?? {};
    assert.ok(take);
    const message = await taken('orders', take);
    const to = rabbit.clients[publisher]?.publisher as Publisher;
    const dead = { routingKey: 'orders.dead', reason: 'poison', error: new RangeError('no stock') };
    await processMessage(message, () => forwardMessage(to, message, dead), { destination: 'orders' });
    return taken('orders.dead', (queue) => rabbit.channel.get(queue, { noAck: true })) as Promise<{
      content: Buffer;
      properties: Record<string, unknown>;
    }>;
  }

  for (const consumer of ['amqplib, confirming', 'rabbitmq-client, confirming', '@cloudamqp/amqp-client, confirming']) {
    for (const publisher of [
      'amqplib, confirming',
      'amqplib',
      'amqp-connection-manager',
      'rabbitmq-client, confirming',
      '@cloudamqp/amqp-client, confirming',
    ]) {
      it(`${consumer} to ${publisher}: body, headers and properties arrive as they were`, async () => {
        for (const { content, contentType } of Object.values(BODIES)) {
          world.tracing.reset();
          const arrived = await forwarded(consumer, publisher, content, {
            ...PROPERTIES,
            contentType,
            headers: HEADERS,
          });
          assert.ok(arrived.content.equals(content), contentType);
          const { headers, ...properties } = arrived.properties;
          const given = { ...PROPERTIES, contentType, persistent: undefined, deliveryMode: 2 };
          for (const [name, value] of Object.entries(given)) assert.equal(properties[name], value, name);
          const own = Object.entries(headers as object).filter(([name]) => !ADDED.has(name) && name !== 'traceparent');
          assert.deepEqual(Object.fromEntries(own), HEADERS);
          const span = world.tracing.span('process orders');
          assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
          assert.equal(span.attributes['messaging.system'], 'rabbitmq');
        }
      });
    }
  }

  const TYPED = { bytes: Buffer.from([1, 255]), time: { '!': 'timestamp', value: 1_700_000_000 } };

  for (const consumer of ['amqplib, confirming', '@cloudamqp/amqp-client, confirming']) {
    for (const publisher of ['amqplib, confirming', '@cloudamqp/amqp-client, confirming']) {
      it(`${consumer} to ${publisher}: bytes and times in headers keep their types`, async () => {
        const arrived = await forwarded(consumer, publisher, Buffer.from('1'), { headers: TYPED });
        const { bytes, time } = arrived.properties['headers'] as typeof TYPED;
        assert.deepEqual({ bytes, time }, TYPED);
      });
    }
  }

  it('rabbitmq-client: what it cannot write in a header is an error, and nothing is sent', async () => {
    for (const headers of Object.values(TYPED).map((header) => ({ header }))) {
      await assert.rejects(
        forwarded('amqplib, confirming', 'rabbitmq-client, confirming', Buffer.from('1'), { headers }),
        TypeError,
      );
    }
    assert.equal(await rabbit.channel.get('orders.dead'), false);
  });

  it('@cloudamqp/amqp-client: a number that it would round is an error', async () => {
    const headers = { share: 0.1 };
    await assert.rejects(
      forwarded('amqplib, confirming', '@cloudamqp/amqp-client, confirming', Buffer.from('1'), { headers }),
      /cannot write the header "share"/,
    );
  });

  it('amqp-connection-manager with JSON: JSON arrives byte for byte, and what is none is an error', async () => {
    const json = 'amqp-connection-manager with JSON';
    const arrived = await forwarded('amqplib, confirming', json, Buffer.from('{"order":1}'), {});
    assert.equal(String(arrived.content), '{"order":1}');
    await assert.rejects(forwarded('amqplib, confirming', json, Buffer.from('{"order": 1}'), {}), TypeError);
    assert.equal(await rabbit.channel.get('orders.dead'), false);
  });

  it('a forward that no queue takes is an error of whoever can tell; nobody listens any more', async () => {
    const message = {
      fields: { exchange: '', routingKey: 'orders', deliveryTag: 1, redelivered: false },
      properties: { headers: {} },
      content: Buffer.from('{}'),
    };
    for (const [name, { publisher, tells }] of Object.entries(rabbit.clients)) {
      const listening = (): unknown =>
        Object.keys(publisher).includes('onReturn') ||
        ('listenerCount' in publisher && typeof publisher.listenerCount === 'function'
          ? [publisher.listenerCount('return'), publisher.listenerCount('basic.return')]
          : undefined);
      const before = listening();
      const forward = (routingKey: string, mandatory?: boolean): Promise<unknown> =>
        forwardMessage(publisher as Publisher, message, { routingKey, mandatory });
      const outcomes = await Promise.allSettled([
        forward('nowhere'),
        forward('orders.dead'),
        forward('nowhere', false),
      ]);
      const codes = outcomes.map((outcome) =>
        outcome.status === 'rejected' ? (outcome.reason as { code?: string }).code : undefined,
      );
      assert.deepEqual(codes, [tells ? 'ERR_FORWARD_UNROUTABLE' : undefined, undefined, undefined], name);
      assert.deepEqual(listening(), before, name);
      await taken('orders.dead', (queue) => rabbit.channel.get(queue, { noAck: true }));
    }
  });
});
