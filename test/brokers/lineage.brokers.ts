import assert from 'node:assert/strict';
import { forwardMessage, processMessage } from '../../src';
import { type ConfirmChannel, type GetMessage, connect } from './clients';
import { INSTALL_MILLIS, installed } from './install';
import { RABBITMQ, type RabbitServer, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, startBrokerWorld } from './world';

describe("RabbitMQ's own account of what a message went through", () => {
  let server: RabbitServer;
  let world: BrokerWorld;
  let connection: Awaited<ReturnType<typeof connect>>;
  let channel: ConfirmChannel;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(RABBITMQ, 'rabbitmq-server')) {
      this.skip();
      return;
    }
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

  async function take(queue: string): Promise<GetMessage> {
    for (;;) {
      const message = await channel.get(queue);
      if (message !== false) return message;
    }
  }

  /** Processes a message, and says what its span tells of the past. */
  function told(message: GetMessage, destination: string): unknown[] {
    world.tracing.reset();
    processMessage(message, () => undefined, { destination });
    const [span] = world.tracing.spans().filter(({ name }) => name.startsWith('process'));
    const { attributes = {} } = span ?? {};
    return ['messaging.dead_letter.source_queue', 'messaging.retry.count', 'messaging.forward.reason'].map(
      (name) => attributes[name],
    );
  }

  it('a loop with a queue to wait in: where it failed first, and how often', async () => {
    await channel.assertExchange('failed', 'fanout');
    await channel.assertQueue('work', { deadLetterExchange: 'failed' });
    await channel.assertQueue('wait', { messageTtl: 20, deadLetterExchange: '', deadLetterRoutingKey: 'work' });
    await channel.bindQueue('wait', 'failed', '');
    channel.sendToQueue('work', Buffer.from('1'), { messageId: 'looping' });
    assert.deepEqual(told(await takeAndReject(), 'work'), [undefined, undefined, undefined]);
    assert.deepEqual(told(await takeAndReject(), 'work'), ['work', 1, 'rejected']);
    assert.deepEqual(told(await takeAndReject(), 'work'), ['work', 2, 'rejected']);
    const last = await take('work');
    assert.deepEqual(told(last, 'work'), ['work', 3, 'rejected']);

    await channel.assertQueue('given up');
    await forwardMessage(channel, last, { routingKey: 'given up', reason: 'poison', error: new Error('busy') });
    channel.ack(last);
    const given = await take('given up');
    // The application's own account goes on, the broker's begins anew.
    assert.equal(given.properties.headers?.['x-death'], undefined);
    assert.deepEqual(told(given, 'given up').slice(1), [1, 'poison']);
    channel.ack(given);
  });

  async function takeAndReject(): Promise<GetMessage> {
    const message = await take('work');
    channel.reject(message, false);
    return message;
  }

  it('a quorum queue: how often it was delivered in vain', async () => {
    await channel.assertQueue('quorum', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue('quorum', Buffer.from('1'), { messageId: 'again' });
    const first = await take('quorum');
    assert.deepEqual(told(first, 'quorum'), [undefined, undefined, undefined]);
    channel.reject(first, true);
    const second = await take('quorum');
    assert.equal(second.properties.headers?.['x-delivery-count'], 1);
    assert.deepEqual(told(second, 'quorum'), [undefined, 1, undefined]);
    channel.ack(second);
  });
});
