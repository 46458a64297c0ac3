import assert from 'node:assert/strict';
import { sendTo } from '../../../src/process/forward/publishers/kafkaSender';

function record(members: object = {}) {
  return { topic: 'dead', key: 'k' as unknown, value: 'v', headers: {}, lossy: false, ...members };
}

describe('a producer of Kafka', () => {
  const send = (): Promise<void> => Promise.resolve();
  const method = (): void => undefined;

  it('is one by its methods', () => {
    for (const none of [{}, { send: 'text' }, { produce: 7 }]) assert.equal(sendTo(none), undefined);
    for (const one of [{ send }, { produce: method }]) assert.ok(sendTo(one));
  });

  it('is not what sends to RabbitMQ, which has events and can be closed', () => {
    assert.equal(sendTo({ send, on: method, close: method }), undefined);
    assert.equal(sendTo({ send, on: method, close: method, connect: 'text' }), undefined);
    for (const half of [{ on: method }, { close: method }]) assert.ok(sendTo({ send, ...half }));
    for (const name of ['connect', 'sendBatch', 'initIdempotentProducer'])
      assert.ok(sendTo({ send, on: method, close: method, [name]: method }), name);
  });

  async function sent(given: object, members: object = {}): Promise<unknown> {
    const records: unknown[] = [];
    const producer = { send: async (one: unknown) => void records.push(one), ...members };
    await (sendTo(producer) ?? assert.fail())(record(given));
    assert.equal(records.length, 1);
    return records[0];
  }

  it('gets what is empty, or has a NUL in it, as bytes, and other text as it is', async () => {
    const headers = { text: 'blue', empty: '', list: ['green', 'a\0b'] };
    assert.deepEqual(await sent({ key: '', value: 'a\0b', headers }), {
      topic: 'dead',
      messages: [
        {
          key: Buffer.alloc(0),
          value: Buffer.from('a\0b'),
          headers: { text: 'blue', empty: Buffer.alloc(0), list: ['green', Buffer.from('a\0b')] },
        },
      ],
    });
    const [key, value] = [null, 'text'];
    assert.deepEqual(await sent({ key, value }), { topic: 'dead', messages: [{ key, value, headers: {} }] });
  });

  it('of @platformatic/kafka gets a record of its own form, in a list of messages', async () => {
    const headers = new Map([[Buffer.from('tenant'), Buffer.from('blue')]]);
    assert.deepEqual(await sent({ headers: { tenant: 'blue' } }, { initIdempotentProducer: method }), {
      messages: [{ topic: 'dead', key: Buffer.from('k'), value: Buffer.from('v'), headers }],
    });
  });
});
