import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { publishTo } from '../../../src/process/forward/publishers/rabbitPublisher';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function delivery(members: object = {}, properties: object = {}) {
  return {
    exchange: 'shop',
    routingKey: 'dead',
    content: Buffer.from('{"a":1}'),
    properties: { headers: { tenant: 'blue' }, ...properties },
    mandatory: false,
    lossy: false,
    ...members,
  };
}

/** Sends by a publisher; fails for what is none. */
function publish(publisher: object, ...given: Parameters<typeof delivery>): Promise<void> {
  return (publishTo(publisher) ?? assert.fail())(delivery(...given));
}

describe('a publisher of RabbitMQ', () => {
  it('is one by its methods', () => {
    for (const none of [{}, { send: 'text' }, { publish: () => 1, subscribe: () => 1 }, { publish: 7 }])
      assert.equal(publishTo(none), undefined);
    for (const one of [{ publish: () => 1 }, { send: () => 1 }]) assert.ok(publishTo(one));
  });

  it('with a method of the same name and other parameters is the one that it is', async () => {
    const called: string[] = [];
    const client = {
      basicPublish: (_envelope: unknown, _body: unknown) => called.push('basicPublish'),
      send: () => called.push('send'),
    };
    await publish(client);
    assert.deepEqual(called, ['send']);
  });

  describe('that confirms', () => {
    const channel = (send: (done: (error?: unknown) => void) => unknown): object => ({
      waitForConfirms: () => undefined,
      publish: (_e: unknown, _k: unknown, _c: unknown, _o: unknown, done: () => void) => send(done),
    });

    it('by a promise alone has sent then', async () => {
      let settled = false;
      const sent = publish(channel(() => Promise.resolve())).then(() => (settled = true));
      await turn();
      assert.equal(settled, true);
      await sent;
      await assert.rejects(publish(channel(() => Promise.reject(new Error('closed')))), { message: 'closed' });
    });

    it('by a callback has sent then, whatever it returns', async () => {
      for (const returned of [true, undefined, {}]) {
        const failing = channel((done) => {
          setImmediate(done, new Error('refused'));
          return returned;
        });
        await assert.rejects(publish(failing), { message: 'refused' });
      }
    });

    it('tells of what comes back, and has the properties of the message', async () => {
      const given: unknown[] = [];
      const confirming = Object.assign(new EventEmitter(), {
        waitForConfirms: () => undefined,
        publish(exchange: string, routingKey: string, _content: Buffer, properties: object, done: () => void) {
          given.push(properties);
          confirming.emit('return', { fields: { exchange, routingKey }, properties });
          done();
        },
      });
      await assert.rejects(publish(confirming, { mandatory: true }, { messageId: 'a' }), {
        code: 'ERR_FORWARD_UNROUTABLE',
      });
      await publish(confirming, {}, { messageId: 'a' });
      const properties = { headers: { tenant: 'blue' }, messageId: 'a' };
      assert.deepEqual(given.at(-1), properties);
      assert.equal(confirming.listenerCount('return'), 0);
    });
  });

  describe('of amqp-connection-manager', () => {
    const sent: unknown[] = [];
    const wrapper = (json?: boolean): object => ({
      _json: json,
      waitForConnect: () => undefined,
      publish: (_exchange: string, _key: string, body: unknown) => Promise.resolve(void sent.push(body)),
    });

    it('that writes JSON gets what it writes the same bytes of', async () => {
      await publish(wrapper(true));
      assert.deepEqual(sent.pop(), { a: 1 });
      for (const json of [false, undefined]) {
        await publish(wrapper(json));
        assert.deepEqual(sent.pop(), Buffer.from('{"a":1}'));
      }
    });

    it('that writes JSON sends nothing else', async () => {
      for (const content of ['{"a": 1}', 'text', '', '{"a":1.0}'])
        await assert.rejects(publish(wrapper(true), { content: Buffer.from(content) }), {
          name: 'TypeError',
          message: /not plain JSON/,
        });
      assert.deepEqual(sent, []);
    });
  });

  it('of @cloudamqp/amqp-client gets what is kept, and times, in its own form', async () => {
    for (const [properties, expected] of [
      [{}, {}],
      [{ persistent: true }, { deliveryMode: 2 }],
      [{ persistent: false }, {}],
      [{ persistent: true, deliveryMode: 1 }, { deliveryMode: 1 }],
      [{ timestamp: 1_700_000_000 }, { timestamp: new Date(1_700_000_000_000) }],
      [{ timestamp: 'now' }, {}],
    ] as const) {
      let sent: unknown;
      const basicPublish = (_e: unknown, _k: unknown, _c: unknown, given: unknown): void => void (sent = given);
      await publish({ basicPublish }, {}, properties);
      assert.deepEqual(sent, { headers: { tenant: 'blue' }, ...expected });
    }
  });

  it('of rabbitmq-client gets whether the message is kept', async () => {
    for (const [properties, durable] of [
      [{}, false],
      [{ persistent: true }, true],
      [{ persistent: false }, false],
      [{ deliveryMode: 2 }, true],
      [{ deliveryMode: true }, true],
      [{ deliveryMode: 1 }, false],
      [{ deliveryMode: false }, false],
      [{ deliveryMode: 1, persistent: true }, false],
    ] as const) {
      let sent: { durable?: boolean } = {};
      await publish({ send: (envelope: object) => void (sent = envelope) }, {}, properties);
      assert.equal(sent.durable, durable, JSON.stringify(properties));
    }
  });
});
