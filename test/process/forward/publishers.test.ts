import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { forwardMessage } from '../../../src';
import { startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { rabbitMessage } from '../brokers/messages';

type Publisher = Parameters<typeof forward>[0];

function forward(publisher: { publish(...given: never[]): unknown }, message: object, more: object = {}) {
  return forwardMessage(publisher, message, { routingKey: 'orders.dead', ...more });
}

/** Of `@cloudamqp/amqp-client`, whose headers and times are of JavaScript. */
class CloudChannel {
  confirmId = 1;
  readonly sent: unknown[][] = [];

  async basicPublish(exchange: string, routingKey: string, content: Buffer, ...more: unknown[]): Promise<void> {
    const rest = [content, ...more];
    this.sent.push([exchange, routingKey, ...rest]);
    const [properties, mandatory] = more;
    if (mandatory === true && routingKey === 'nowhere') this.onReturn({ exchange, routingKey, properties });
  }

  onReturn(message: unknown): void {
    this.sent.push(['returned', message]);
  }
}

/** Of amqp-connection-manager. */
class Wrapper {
  readonly channel = new EventEmitter();
  setups: ((channel: EventEmitter) => Promise<void>)[] = [];

  async addSetup(setup: (channel: EventEmitter) => Promise<void>): Promise<void> {
    this.setups.push(setup);
    await setup(this.channel);
  }

  async removeSetup(setup: unknown, teardown: (channel: EventEmitter) => Promise<void>): Promise<void> {
    this.setups = this.setups.filter((one) => one !== setup);
    await teardown(this.channel);
  }

  waitForConnect(): void {}

  async publish(
    exchange: string,
    routingKey: string,
    _content: Buffer,
    options: { mandatory?: boolean },
  ): Promise<void> {
    const returned = { fields: { exchange, routingKey }, properties: options };
    if (options.mandatory === true && routingKey === 'nowhere') this.channel.emit('return', returned);
  }
}

/** Of rabbitmq-client, which tells of a returned message later than of its confirm. */
class Sender extends EventEmitter {
  readonly sent: Record<string, unknown>[] = [];

  async send(envelope: Record<string, unknown>): Promise<void> {
    this.sent.push(envelope);
    if (envelope['mandatory'] === true && envelope['routingKey'] === 'nowhere')
      setImmediate(() => this.emit('basic.return', envelope));
  }
}

describe('publishers of RabbitMQ', () => {
  useWorld(startConsumerWorld);

  const as = (publisher: object): Publisher => publisher as Publisher;
  const time = { '!': 'timestamp', value: 1_700_000_000 };

  it('what amqplib has read goes to @cloudamqp/amqp-client in its own forms, and back', async () => {
    const channel = new CloudChannel();
    const headers = {
      time,
      bytes: Buffer.from([1, 255]),
      large: 2 ** 31 + 1,
      list: [time],
      table: { time },
      none: null,
    };
    const message = rabbitMessage({ headers, timestamp: 1_700_000_000, deliveryMode: undefined });
    await forward(as(channel), message);
    const [[, , content, properties] = []] = channel.sent;
    assert.ok(Buffer.isBuffer(content));
    const { headers: sent, ...others } = properties as { headers: Record<string, unknown> };
    const date = new Date(1_700_000_000_000);
    const expected = { ...headers, time: date, large: BigInt(2 ** 31 + 1), list: [date], table: { time: date } };
    assert.deepEqual(sent, { ...expected, 'x-retry-count': '1' });
    assert.equal((others as { deliveryMode?: unknown }).deliveryMode, 2);
    assert.deepEqual((others as { timestamp?: unknown }).timestamp, date);

    let options: { headers?: object; timestamp?: number } = {};
    const amqplib = {
      publish: (_e: string, _k: string, _c: Buffer, given?: object) => ((options = given ?? {}), true),
    };
    const back = {
      exchange: 'shop',
      routingKey: 'order.placed',
      deliveryTag: 1,
      redelivered: false,
      body: new Uint8Array([1]),
      bodySize: 1,
      properties: { timestamp: date, headers: { ...expected, large: 2 ** 31 + 1, bytes: new Uint8Array([1, 255]) } },
    };
    await forward(amqplib, back);
    assert.deepEqual(options.headers, { ...headers, 'x-retry-count': '1' });
    assert.equal(options.timestamp, 1_700_000_000);
  });

  it('a header that a client cannot write is an error, or left out; nothing is sent of half a header', async () => {
    const decimal = { '!': 'decimal', value: { places: 1, digits: 7 } };
    const sender = new Sender();
    const cloud = new CloudChannel();
    for (const [publisher, lost] of [
      [sender, time],
      [sender, Buffer.from([255])],
      [sender, { deep: [time] }],
      [sender, decimal],
      [cloud, decimal],
      [cloud, 0.1],
      [cloud, 2 ** 63],
    ] as const) {
      const message = rabbitMessage({ headers: { lost, tenant: Buffer.from('blue') } });
      const before = publisher.sent.length;
      await assert.rejects(forward(as(publisher), message), TypeError);
      assert.equal(publisher.sent.length, before);
      await forward(as(publisher), message, { lossy: true });
      const sent = JSON.stringify(publisher.sent.at(-1));
      assert.ok(!sent.includes('lost'), sent);
    }
    const { headers } = sender.sent.at(-1) ?? {};
    assert.equal((headers as Record<string, unknown>)['tenant'], 'blue');
  });

  it('what comes back is an error of each that forwards to there, and of no other', async () => {
    const cloud = new CloudChannel();
    const [wrapper, sender] = [new Wrapper(), new Sender()];
    for (const publisher of [cloud, wrapper, sender].map(as)) {
      const outcomes = await Promise.allSettled([
        forward(publisher, rabbitMessage({ messageId: 'a' }), { routingKey: 'nowhere' }),
        forward(publisher, rabbitMessage({ messageId: 'b' })),
        forward(publisher, rabbitMessage({ messageId: 'c' }), { routingKey: 'nowhere' }),
        forward(publisher, rabbitMessage({ messageId: 'd' }), { routingKey: 'nowhere', mandatory: false }),
      ]);
      const codes = outcomes.map((outcome) => 'reason' in outcome && (outcome.reason as { code?: string }).code);
      assert.deepEqual(codes, ['ERR_FORWARD_UNROUTABLE', false, 'ERR_FORWARD_UNROUTABLE', false]);
    }
    assert.ok(!Object.hasOwn(cloud, 'onReturn'), 'nothing of ours is left');
    assert.equal(cloud.sent.filter(([what]) => what === 'returned').length, 2, 'the channel itself hears of them');
    assert.deepEqual([wrapper.setups.length, wrapper.channel.listenerCount('return')], [0, 0]);
    assert.equal(sender.listenerCount('basic.return'), 0);
  });

  it('a publisher that does not let go of a listener has sent the message all the same', async () => {
    const wrapper = new Wrapper();
    const busy = new Error('setting up');
    wrapper.removeSetup = () => Promise.reject(busy);
    await forward(as(wrapper), rabbitMessage());
    await assert.rejects(forward(as(wrapper), rabbitMessage(), { routingKey: 'nowhere' }), {
      code: 'ERR_FORWARD_UNROUTABLE',
    });
    const failing = Object.assign(new Wrapper(), { removeSetup: () => Promise.reject(busy) });
    failing.publish = () => Promise.reject(new Error('closed'));
    await assert.rejects(forward(as(failing), rabbitMessage()), { message: 'closed' });
  });

  it('without confirms nobody can tell, and the message is sent all the same', async () => {
    const cloud = Object.assign(new CloudChannel(), { confirmId: 0 });
    const wrapper = Object.assign(new Wrapper(), { _confirm: false });
    for (const publisher of [cloud, wrapper].map(as))
      await forward(publisher, rabbitMessage(), { routingKey: 'nowhere' });
    assert.equal(cloud.sent[0]?.[4], false);
  });

  it('a handler of returned messages that the application sets meanwhile stays', async () => {
    const theirs = (): void => undefined;
    class Meddled extends CloudChannel {
      override async basicPublish(exchange: string, routingKey: string, content: Buffer, ...more: unknown[]) {
        Object.assign(this, { onReturn: theirs });
        await super.basicPublish(exchange, routingKey, content, ...more);
      }
    }
    const cloud = new Meddled();
    await forward(as(cloud), rabbitMessage());
    assert.equal(Object.getOwnPropertyDescriptor(cloud, 'onReturn')?.value, theirs);
  });
});
