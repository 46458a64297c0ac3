import assert from 'node:assert/strict';
import { kafkaRecord } from '../../../src/propagation/brokers/kafkaRecord';
import {
  kafkaBatch,
  kafkaMessage,
  kafkaPayload,
  messagesOfBatch,
  nestKafka,
  spelled,
  timeOf,
} from '../../../src/propagation/brokers/kafkajs';

/** `foo`. */
const ENCODED = 'Zm9v';

describe('a message of kafkajs', () => {
  it('is known by its place, or by its headers and a value as it is received', () => {
    for (const message of [
      { value: {}, offset: '12' },
      { value: 'x', headers: {} },
      { value: null, headers: {} },
      { value: Buffer.from('x'), headers: {} },
    ])
      assert.equal(kafkaMessage(message)?.message, message);
    for (const message of [{ value: {}, headers: {} }, { value: 'x' }, { offset: '12' }, { value: 'x', offset: 'y' }])
      assert.equal(kafkaMessage(message), undefined, JSON.stringify(message));
  });

  it('that a pipe has left has a context and a place, and nothing to send on', () => {
    const read = kafkaMessage({
      value: ENCODED,
      key: ENCODED,
      offset: 12,
      eventSource: 'aws:kafka',
      headers: { a: 'b' },
    });
    assert.equal(read?.system, 'kafka');
    assert.deepEqual(read.headers, { a: 'b' });
    assert.equal(read.offset, '12');
    assert.deepEqual([read.body(true), read.key(true)], [undefined, undefined]);
  });

  it('comes with its topic, and its partition or what a message has', () => {
    assert.equal(kafkaPayload({ topic: 'orders', partition: 3, message: { value: {} } })?.partition, 3);
    assert.equal(kafkaPayload({ topic: 'orders', message: { value: 'x', headers: {} } })?.topic, 'orders');
    for (const payload of [
      { topic: 'orders', message: { value: {} } },
      { topic: 'orders', partition: 3, message: {} },
      { topic: 'orders', partition: 3, message: 'x' },
      { partition: 3, message: { value: 'x' } },
    ])
      assert.equal(kafkaPayload(payload), undefined, JSON.stringify(payload));
  });

  it('comes in a context of Nest, which has its methods', () => {
    const context = {
      getArgs: () => [],
      getMessage: () => ({ value: 'x' }),
      getTopic: () => 'orders',
      getPartition: () => 3,
    };
    assert.equal(nestKafka(context)?.topic, 'orders');
    for (const method of ['getArgs', 'getMessage', 'getTopic'])
      assert.equal(nestKafka({ ...context, [method]: undefined }), undefined, method);
    assert.equal(nestKafka({ ...context, getPartition: undefined })?.partition, undefined);
    assert.equal(nestKafka({ ...context, getMessage: () => 'x' }), undefined);
  });
});

describe('a batch of kafkajs', () => {
  const batch = { topic: 'orders', partition: 3, messages: [{ value: 'a' }, { value: 'b' }] };

  it('has a place, and nothing to send on', () => {
    const { body, key, ...told } = kafkaBatch({ batch }) ?? assert.fail();
    assert.deepEqual(told, {
      system: 'kafka',
      message: batch,
      headers: {},
      topic: 'orders',
      partition: 3,
      bodySize: undefined,
    });
    assert.deepEqual([body(true), key(true)], [undefined, undefined]);
  });

  it('gives each message its place', () => {
    assert.deepEqual(
      messagesOfBatch({ batch }),
      batch.messages.map((message) => ({ topic: 'orders', partition: 3, message })),
    );
    for (const none of [7, undefined, {}, { batch: 7 }, { batch: {} }, { batch: { topic: 'x' } }, { batch: [] }])
      assert.equal(messagesOfBatch(none), undefined, JSON.stringify(none));
  });
});

describe('a count of Kafka', () => {
  it('is text or a number, and nothing else', () => {
    for (const count of ['12', 12, 12n]) assert.equal(spelled(count), '12');
    for (const none of [undefined, null, {}, true, [12]]) assert.equal(spelled(none), undefined);
  });

  it('of milliseconds is a time, unless the broker keeps none', () => {
    for (const time of ['1000', 1000, 1000n]) assert.equal(timeOf(time), 1000);
    for (const none of [-1, '-1', 0, '0', '', 'now', undefined]) assert.equal(timeOf(none), undefined, `${none}`);
  });
});

describe('a record of Kafka that tells its own place', () => {
  it('is known by any part of that, or by its headers', () => {
    for (const place of [{ offset: 12 }, { offset: '12' }, { partition: 3 }])
      assert.equal(kafkaRecord({ topic: 'orders', value: {}, ...place })?.topic, 'orders', JSON.stringify(place));
    assert.ok(kafkaRecord({ topic: 'orders', value: 'x', headers: {} }));
    for (const less of [{}, { offset: 'x' }, { partition: '3' }, { headers: {} }])
      assert.equal(kafkaRecord({ topic: 'orders', value: {}, ...less }), undefined, JSON.stringify(less));
    assert.equal(kafkaRecord({ topic: 'orders', offset: 12 }), undefined, 'without a value');
    assert.equal(kafkaRecord({ value: 'x', offset: 12 }), undefined, 'without a topic');
  });

  it('has a partition that is a number', () => {
    assert.equal(kafkaRecord({ topic: 'orders', value: 'x', offset: 12, partition: 'west' })?.partition, undefined);
  });

  for (const [what, members, encoded] of [
    ['an event of AWS, by the type of its time', { timestampType: 'CREATE_TIME' }, true],
    ['the same, whatever its headers are', { timestampType: 'CREATE_TIME', headers: {} }, true],
    ['an event of AWS, by its headers', { headers: [{ tenant: [98, 108] }] }, true],
    ['a record of a client that counts bytes', { headers: [{ tenant: [98, 108] }], size: 4 }, false],
    ['a record with headers of text', { headers: [{ tenant: 'blue' }] }, false],
    ['a record with a header that is half bytes, half text', { headers: [{ a: [98], b: 'text' }] }, false],
    ['a record with a list of no headers', { headers: [] }, false],
    ['a record with a list of something else', { headers: [7] }, false],
    ['a record without headers', {}, false],
  ] as const) {
    it(`has the value that was sent: ${what}`, () => {
      const read = kafkaRecord({ topic: 'orders', partition: 3, offset: 12, value: ENCODED, key: ENCODED, ...members });
      const sent = encoded ? Buffer.from('foo') : ENCODED;
      assert.deepEqual([read?.body(true), read?.key(true)], [sent, sent]);
      assert.equal(read?.bodySize, sent.length);
    });
  }

  it('has bytes as they are', () => {
    const value = Buffer.from(ENCODED);
    const read = kafkaRecord({ topic: 'orders', offset: 12, value, key: ENCODED, headers: [{ tenant: [98] }] });
    assert.deepEqual([read?.body(true), read?.key(true)], [value, ENCODED]);
  });
});
