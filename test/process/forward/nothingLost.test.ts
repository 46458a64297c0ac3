import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { forwardMessage } from '../../../src';
import { kafkaMessage, rabbitMessage } from '../brokers/messages';

interface Sent {
  readonly value: unknown;
  readonly key: unknown;
  readonly headers: Record<string, unknown>;
}

const OTHER_REALM = runInNewContext('new Uint8Array([255, 16])') as Uint8Array;
const RECORD = { topic: 'orders', partition: 3, offset: 7, value: Buffer.from('x') };

describe('a forward loses nothing', () => {
  let sent: Sent[];
  const producer = {
    send(record: { messages: Sent[] }) {
      sent.push(...record.messages);
      return Promise.resolve();
    },
  };
  const channel = {
    publish(_exchange: string, key: string, value: Buffer, { headers = {} }: { headers?: Sent['headers'] } = {}) {
      sent.push({ value, key, headers });
      return true;
    },
  };

  beforeEach(() => {
    sent = [];
  });

  const forwarded = async (message: object, options: object = {}): Promise<Sent> => {
    await forwardMessage(producer, message, { topic: 't', ...options });
    return sent[0] ?? assert.fail();
  };
  const refused = async (client: object, message: object, options: object): Promise<void> => {
    await assert.rejects(forwardMessage(client as never, message, options as never), TypeError);
    assert.deepEqual(sent, []);
  };

  it('of several headers with one name, of which an attribute of SQS holds one', async () => {
    const inputs: { MessageAttributes: Record<string, unknown> }[] = [];
    const client = { send: async ({ input }: { input: (typeof inputs)[0] }) => void inputs.push(input) };
    const toSqs = async (h: unknown, lossy = false): Promise<unknown> => {
      await forwardMessage(client, { ...RECORD, headers: { h } }, { queueUrl: 'http://x/1/dead', lossy });
      return inputs.at(-1)?.MessageAttributes['h'];
    };
    const two = [Buffer.from('a'), Buffer.from('b')];
    await refused(client, { ...RECORD, headers: { h: two } }, { queueUrl: 'http://x/1/dead' });
    assert.equal(inputs.length, 0);
    assert.deepEqual(await toSqs(two, true), { DataType: 'String', StringValue: 'b' });
    assert.deepEqual(await toSqs([Buffer.from('a')]), { DataType: 'String', StringValue: 'a' });
    assert.deepEqual(await toSqs([Buffer.from([255])]), { DataType: 'Binary', BinaryValue: Buffer.from([255]) });
    await forwardMessage(
      client,
      { ...RECORD, headers: { baggage: ['a=b', Buffer.from('c=d')] } },
      { queueUrl: 'http://x/1/dead' },
    );
    assert.deepEqual(inputs.at(-1)?.MessageAttributes['baggage'], { DataType: 'String', StringValue: 'a=b,c=d' });
    const list = { headers: { h: ['a', 'b'] } };
    await forwardMessage(client, rabbitMessage(list), { queueUrl: 'http://x/1/dead' });
    assert.deepEqual(inputs.at(-1)?.MessageAttributes['h'], { DataType: 'String', StringValue: '["a","b"]' });
  });

  it('of headers that mean something to RabbitMQ alone', async () => {
    const { headers } = await forwarded({ ...RECORD, headers: { CC: 'copy', 'x-death': 'x' } });
    assert.deepEqual([headers['CC'], headers['x-death']], ['copy', 'x']);
    sent = [];
    const { headers: ofRabbit } = await forwarded(rabbitMessage({ headers: { CC: ['q'], tenant: 'blue' } }));
    assert.deepEqual([ofRabbit['CC'], ofRabbit['tenant']], [undefined, 'blue']);
    await forwardMessage(channel, { ...RECORD, headers: { CC: 'copy' } }, { routingKey: 'q' });
    assert.equal(sent[1]?.headers['CC'], undefined);
  });

  it('of nine headers beside those that RabbitMQ adds to what it delivers', async () => {
    const inputs: { MessageAttributes: object }[] = [];
    const client = { send: async ({ input }: { input: (typeof inputs)[0] }) => void inputs.push(input) };
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`h${index}`, 'x']));
    const added = { 'x-delivery-count': 2, 'x-acquired-count': 3, 'x-stream-offset': 7 };
    const message = rabbitMessage({ headers: { ...nine, ...added } });
    await forwardMessage(client, message, { queueUrl: 'http://x/1/dead' });
    assert.deepEqual(Object.keys(inputs[0]?.MessageAttributes ?? {}).toSorted(), [
      ...Object.keys(nine),
      'x-retry-count',
    ]);
    await forwardMessage(channel, message, { routingKey: 'q' });
    assert.deepEqual(Object.keys(sent[0]?.headers ?? {}).toSorted(), [...Object.keys(nine), 'x-retry-count']);
  });

  it('of bytes inside of a table of RabbitMQ, which are text mostly', async () => {
    const table = (bytes: Uint8Array) => rabbitMessage({ headers: { h: { list: [bytes, 1], inner: { bytes } } } });
    const { headers } = await forwarded(table(Buffer.from('ü')));
    assert.equal(headers['h'], '{"list":["ü",1],"inner":{"bytes":"ü"}}');
    sent = [];
    const { headers: others } = await forwarded(table(Buffer.from([255, 16])));
    assert.match(String(others['h']), /\[255,16\]/);
  });

  it('of bytes and times of another realm', async () => {
    const { value, headers } = await forwarded({ ...RECORD, value: OTHER_REALM, headers: { h: OTHER_REALM } });
    assert.deepEqual([value, headers['h']], [Buffer.from(OTHER_REALM), Buffer.from(OTHER_REALM)]);
    const time: unknown = runInNewContext('new Date(5000)');
    await forwardMessage(channel, rabbitMessage({ headers: { h: OTHER_REALM, time } }), { routingKey: 'q' });
    assert.deepEqual(sent[1]?.headers['h'], Buffer.from(OTHER_REALM));
    assert.deepEqual(sent[1]?.headers['time'], { '!': 'timestamp', value: 5 });
  });

  it('of text in a record without headers, which is no base64', async () => {
    const { value, key } = await forwarded({ ...RECORD, value: 'hello', key: 'k', headers: [] });
    assert.deepEqual([value, key], ['hello', 'k']);
  });

  it('of numbers that are no bytes', async () => {
    const shape = { system: 'nats', body: 'value', headers: 'map' };
    const { headers } = await forwarded({ value: 'x', map: new Map([['n', [1000, 2000]]]) }, { shape });
    assert.equal(headers['n'], '[1000,2000]');
  });

  it('of headers that list themselves', async () => {
    const shape = { system: 'nats', body: 'value', headers: 'own' };
    const { headers } = await forwarded({ value: 'x', own: new Headers({ tenant: 'blue' }) }, { shape });
    assert.equal(headers['tenant'], 'blue');
  });

  it('of headers of an own shape that cannot be read, now or at all', async () => {
    const places: Record<string, () => unknown> = {
      later: () => Promise.reject(new Error('late')),
      never: () => assert.fail('no headers'),
      once: () => new Map([['tenant', 'blue']]).entries(),
      text: () => 'tenant=blue',
    };
    for (const headers of Object.values(places)) {
      const shape = { system: 'nats', body: 'value', headers };
      await refused(producer, { value: 'x' }, { topic: 't', shape });
      await forwarded({ value: 'x' }, { shape, lossy: true });
      sent = [];
    }
    const shape = { system: 'nats', body: 'value', headers: 'none', retryCount: () => -5 };
    assert.deepEqual((await forwarded({ value: 'x' }, { shape })).headers, { 'x-retry-count': '1' });
  });

  it('of a record whose header has no value: it is refused, or leaves that out if it may', async () => {
    for (const h of [null, ['1', null]]) await refused(producer, { ...RECORD, headers: { h } }, { topic: 't' });
    const { headers } = await forwarded({ ...RECORD, headers: { h: null, g: '1' } }, { lossy: true });
    assert.deepEqual(headers, { g: '1', 'x-retry-count': '1' });
  });

  it('of the count: whoever has counted, and however its name is spelled', async () => {
    const shape = { system: 'nats', body: 'value', retryCount: 'tries' };
    const deaths = [{ queue: 'q', reason: 'rejected', count: 5 }];
    const messages: [object, object?][] = [
      [{ value: 'x', tries: 5 }, { shape }],
      [rabbitMessage({ headers: { 'x-death': deaths, 'x-retry-count': 5 } })],
      [kafkaMessage({ headers: { 'X-Retry-Count': '5' } })],
    ];
    for (const [message, options] of messages) {
      sent = [];
      const { headers } = await forwarded(message, options);
      assert.deepEqual(headers, { 'x-retry-count': '6' });
    }
    sent = [];
    const last = String(Number.MAX_SAFE_INTEGER);
    assert.equal((await forwarded({ ...RECORD, headers: { 'x-retry-count': last } })).headers['x-retry-count'], last);
  });

  it('by a client that is no producer and no channel', async () => {
    const observable = { send: () => ({ subscribe: () => undefined }) };
    const queue = { publish: (...args: unknown[]) => void sent.push(args as never), bind: () => undefined };
    const publisher = { on: () => undefined, close: () => undefined, send: queue.publish };
    await refused(observable, kafkaMessage(), { topic: 't' });
    await refused(observable, kafkaMessage(), { routingKey: 'q' });
    await refused(queue, kafkaMessage(), { routingKey: 'q' });
    await refused(publisher, kafkaMessage(), { topic: 't' });
  });

  it('to nowhere', async () => {
    for (const options of [{ topic: undefined }, { topic: '' }, { topic: 5 }, { topic: 't', key: { id: 1 } }])
      await refused(producer, kafkaMessage(), options);
    for (const routingKey of [undefined, 5]) await refused(channel, kafkaMessage(), { routingKey });
  });

  it('of what the broker says against it, whatever that is', async () => {
    const said: unknown = Object.create(null);
    const confirming = {
      waitForConfirms: () => undefined,
      publish: (...args: unknown[]) => void setImmediate(() => (args[4] as (error: unknown) => void)(said)),
    };
    await assert.rejects(forwardMessage(confirming, kafkaMessage(), { routingKey: 'q' }), { cause: said });
  });
});
