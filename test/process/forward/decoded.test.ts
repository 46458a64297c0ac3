import assert from 'node:assert/strict';
import { forwardMessage } from '../../../src';
import { eachMessagePayload } from '../brokers/messages';

interface Sent {
  readonly key: unknown;
  readonly value: unknown;
}

describe('what a client has made of the bytes of a message', () => {
  let sent: Sent[];
  const producer = {
    send: ({ messages }: { messages: Sent[] }) => Promise.resolve(void sent.push(...messages)),
  };

  beforeEach(() => {
    sent = [];
  });

  const lost = Buffer.from([0x61, 0xff]).toString();
  const delivery = (body: unknown, contentType?: string): object => ({
    exchange: '',
    routingKey: 'orders',
    deliveryTag: 1,
    redelivered: false,
    headers: {},
    body,
    contentType,
  });
  /** What Nest gives, and a client with deserializers. */
  const nest = (members: object): object => ({
    getArgs: () => [],
    getMessage: () => eachMessagePayload(members).message,
    getTopic: () => 'orders',
    getPartition: () => 0,
  });
  const record = (members: object): object => ({ topic: 'orders', partition: 0, offset: 7n, value: 'x', ...members });

  const refused: Record<string, object> = {
    'a text in Nest': nest({ value: lost }),
    'a key in Nest': nest({ key: lost }),
    'JSON in Nest': nest({ value: { id: 1 } }),
    'a key of JSON in Nest': nest({ key: { id: 1 } }),
    'a text by a deserializer': record({ value: lost }),
    'a number by a deserializer': record({ key: 7 }),
    'a text by rabbitmq-client': delivery(lost, 'text/plain'),
    'a text of JSON by rabbitmq-client': delivery({ name: [lost] }, 'application/json'),
    'a large number by rabbitmq-client': delivery({ deep: [{ id: 2 ** 53 }] }, 'application/json'),
    'a number that is none by rabbitmq-client': delivery({ size: Infinity }, 'application/json'),
  };

  for (const [name, message] of Object.entries(refused)) {
    it(`${name} is nothing to send on`, async () => {
      await assert.rejects(forwardMessage(producer, message, { topic: 'dead' }), TypeError);
      assert.deepEqual(sent, []);
    });
  }

  it('is sent all the same if it may be, and a key may be said', async () => {
    const lossy = { topic: 'dead', lossy: true };
    for (const message of [nest({ value: lost }), record({ value: lost }), delivery(lost, 'text/plain')])
      await forwardMessage(producer, message, lossy);
    await forwardMessage(producer, delivery({ id: 2 ** 53, name: lost }, 'application/json'), lossy);
    assert.deepEqual(
      sent.map(({ value }) => value),
      [lost, lost, lost, JSON.stringify({ id: 2 ** 53, name: lost })],
    );
    await forwardMessage(producer, record({ key: 7 }), { topic: 'dead', key: 'seven' });
    assert.equal(sent.at(-1)?.key, 'seven');
  });

  it('is sent where nothing can be lost: SQS has text, JSON whose numbers are whole, a shape that the application tells', async () => {
    await forwardMessage(producer, { MessageId: 'id', ReceiptHandle: 'r', Body: lost }, { topic: 'dead' });
    await forwardMessage(producer, delivery({ id: 2 ** 53 - 1, price: 0.1 }, 'application/json'), { topic: 'dead' });
    const shape = { system: 'nats', body: 'text', key: 'nr' };
    await forwardMessage(producer, { text: lost, nr: 7 }, { topic: 'dead', shape });
    assert.deepEqual(
      sent.map(({ value }) => value),
      [lost, '{"id":9007199254740991,"price":0.1}', lost],
    );
    assert.equal(sent[2]?.key, '7');
  });
});
