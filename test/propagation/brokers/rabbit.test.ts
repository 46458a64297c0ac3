import assert from 'node:assert/strict';
import { amqplib, mqEvent, nestRabbit } from '../../../src/propagation/brokers/amqplib';
import { cloudamqp, rabbitmqClient } from '../../../src/propagation/brokers/rabbitClients';
import { rabbitMessage } from '../../process/brokers/messages';

const BYTES = Buffer.from('größer');
/** Not the text of anything. */
const BINARY = Buffer.from([0xff, 0x00]);

describe('a message of rabbitmq-client', () => {
  const message = (members: object = {}) => ({
    exchange: 'shop',
    routingKey: 'order.placed',
    deliveryTag: 17,
    body: 'größer',
    ...members,
  });

  it('is known by its place and its body, and by nothing less', () => {
    assert.ok(rabbitmqClient(message()));
    assert.ok(rabbitmqClient(message({ deliveryTag: 17n })));
    for (const less of [{ exchange: undefined }, { routingKey: undefined }, { deliveryTag: '17' }, { properties: {} }])
      assert.equal(rabbitmqClient(message(less)), undefined, JSON.stringify(less));
    assert.equal(rabbitmqClient({ exchange: 'shop', routingKey: 'order.placed', deliveryTag: 17 }), undefined);
  });

  it('is kept by the broker as its sender has said', () => {
    for (const [durable, mode] of [
      [true, 2],
      [false, 1],
      [undefined, undefined],
      ['yes', undefined],
    ]) {
      assert.equal(rabbitmqClient(message({ durable }))?.properties['deliveryMode'], mode);
    }
  });

  for (const [what, body, contentType, size, sent] of [
    ['text', 'größer', 'text/plain', 8, 'größer'],
    ['text of no type', 'größer', undefined, 8, 'größer'],
    ['bytes', BYTES, undefined, 8, BYTES],
    ['what a decoder of the application has made', { a: 1 }, 'application/x', undefined, undefined],
    ['parsed JSON', { a: 1 }, 'application/json', undefined, '{"a":1}'],
    ['a parsed text', 'größer', 'application/json', undefined, '"größer"'],
    ['JSON that could not be parsed', BYTES, 'application/json', 8, BYTES],
    ['JSON that has lost digits', { a: 2 ** 60 }, 'application/json', undefined, undefined],
  ] as const) {
    it(`has the size, and is sent on as it came: ${what}`, () => {
      const read = rabbitmqClient(message({ body, contentType }));
      assert.equal(read?.bodySize, size);
      assert.deepEqual(read?.body(false), sent);
    });
  }

  it('is sent on as good as it can be, if that is asked for', () => {
    const read = rabbitmqClient(message({ body: { a: 2 ** 60 }, contentType: 'application/json' }));
    assert.equal(read?.body(true), JSON.stringify({ a: 2 ** 60 }));
  });
});

describe('a message of @cloudamqp/amqp-client', () => {
  const body = (members: object): unknown =>
    cloudamqp({ exchange: '', routingKey: 'q', deliveryTag: 1, properties: {}, ...members })?.body(false);

  it('has the bytes that were sent, or none', () => {
    assert.deepEqual(body({ body: BYTES, bodySize: 8 }), BYTES);
    assert.deepEqual(body({ body: null, bodySize: 0 }), Buffer.alloc(0));
    assert.deepEqual(body({ body: BYTES, bodySize: 0 }), BYTES);
    assert.equal(body({ body: null, bodySize: 8 }), undefined);
    assert.equal(body({ body: { decoded: true }, bodySize: 8 }), undefined);
  });
});

describe('a message of amqplib', () => {
  it('is known by any part of its place', () => {
    for (const fields of [{ exchange: '' }, { routingKey: 'q' }, { deliveryTag: 1 }])
      assert.ok(amqplib({ fields, properties: {} }), JSON.stringify(fields));
    for (const fields of [{}, { exchange: 1 }, { routingKey: 1 }, { deliveryTag: '1' }])
      assert.equal(amqplib({ fields, properties: {} }), undefined, JSON.stringify(fields));
  });

  it('comes in a context of Nest, which has all of three methods', () => {
    const context = { getMessage: () => rabbitMessage(), getPattern: () => 'p', getChannelRef: () => ({}) };
    assert.equal(nestRabbit(context)?.routingKey, 'order.placed');
    for (const method of Object.keys(context))
      assert.equal(nestRabbit({ ...context, [method]: undefined }), undefined, method);
    assert.equal(nestRabbit({ ...context, getMessage: () => 'text' }), undefined);
  });
});

describe('a record of RabbitMQ in an event of Lambda', () => {
  const record = {
    basicProperties: {
      contentType: 'text/plain',
      timestamp: 'Jan 1, 1970, 12:33:41 AM',
      headers: { tenant: { bytes: [...Buffer.from('blau')] }, binary: { bytes: [...BINARY] }, tries: 3 },
    },
    redelivered: true,
    data: BYTES.toString('base64'),
  };

  it('is what was sent, without the time in words', () => {
    const read = mqEvent(record);
    assert.deepEqual(read?.headers, { tenant: 'blau', binary: BINARY, tries: 3 });
    assert.equal(read.properties['contentType'], 'text/plain');
    assert.equal(read.properties['timestamp'], undefined);
    assert.deepEqual(read.body(false), BYTES);
    assert.equal(read.bodySize, 8);
    assert.equal(read.redelivered, true);
  });

  it('is known by all of its parts', () => {
    for (const less of [{ basicProperties: undefined }, { data: 7 }, { data: undefined }, { redelivered: 'no' }])
      assert.equal(mqEvent({ ...record, ...less }), undefined, JSON.stringify(less));
  });
});
