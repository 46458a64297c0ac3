import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import {
  kafkaHeaders,
  kafkaKey,
  ownHeaders,
  rabbitContent,
  sqsAttributes,
  sqsBody,
} from '../../../src/process/forward/forwardedParts';
import type { ReceivedParts } from '../../../src/process/forward/receivedParts';
import { startTracing } from '../../support/tracing';
import { useWorld } from '../../support/useWorld';

/** Not the text of anything. */
const BINARY = Buffer.from([0x61, 0xff]);

function parts(members: object): ReceivedParts {
  const none = { broker: undefined, id: undefined, system: {}, retryCount: undefined, noted: () => undefined };
  return { ...none, body: 'body', attributes: {}, ...members };
}

function broker(members: object, system = 'kafka'): ReceivedParts {
  return parts({ broker: { system, name: 'x', message: {}, headers: {}, ...members } });
}

describe('the parts of a message that goes', () => {
  useWorld(startTracing);

  describe('to SQS', () => {
    it('have a body of text', () => {
      assert.equal(sqsBody(parts({ body: 'größer' }), false), 'größer');
      assert.equal(sqsBody(parts({ body: Buffer.from('größer') }), false), 'größer');
      assert.equal(sqsBody(parts({ body: BINARY }), true), BINARY.toString('base64'));
      for (const [body, why] of [
        ['', /cannot send an empty body to SQS/],
        [Buffer.alloc(0), /cannot send an empty body to SQS/],
        [null, /cannot send a record without a value to SQS/],
        [BINARY, /cannot send a body of bytes that are no text .* to SQS/],
      ] as const)
        assert.throws(() => sqsBody(parts({ body }), false), { name: 'TypeError', message: why });
    });

    const attributes = (headers: object, lossy = false, system = 'kafka') =>
      sqsAttributes(broker({ headers }, system), ROOT_CONTEXT, lossy);
    const text = (StringValue: string): object => ({ DataType: 'String', StringValue });
    const binary = (BinaryValue: Buffer): object => ({ DataType: 'Binary', BinaryValue });

    for (const [what, value, attribute] of [
      ['text', 'blue', text('blue')],
      ['bytes of text', Buffer.from('blue'), text('blue')],
      ['bytes', BINARY, binary(BINARY)],
      ['text that SQS does not take', 'a\0b', binary(Buffer.from('a\0b'))],
      ['a number', 7, text('7')],
      ['a large number', 7n, text('7')],
      ['a flag', false, text('false')],
      ['a table', { a: Buffer.from('b'), c: [1] }, text('{"a":"b","c":[1]}')],
    ] as const) {
      it(`have a header as an attribute: ${what}`, () => {
        assert.deepEqual(attributes({ tenant: value }), { tenant: attribute });
      });
    }

    for (const [what, headers, why] of [
      ['null', { tenant: null }, /a header without a value: tenant/],
      ['nothing', { tenant: undefined }, /a header without a value: tenant/],
      ['empty text', { tenant: '' }, /a header without a value: tenant/],
      ['no value at all', { tenant: () => 1 }, /a header without a value: tenant/],
      ['a name with a blank', { 'a b': 'x' }, /name is none of a message attribute: "a b"/],
      ['two values', { tenant: ['a', 'b'] }, /several headers of one name: "tenant"/],
    ] as const) {
      it(`have no header that is ${what}: it is an error, or left out`, () => {
        assert.throws(() => attributes(headers), { name: 'TypeError', message: why });
        const left = what === 'two values' ? { tenant: text('b'), other: text('x') } : { other: text('x') };
        assert.deepEqual(attributes({ ...headers, other: 'x' }, true), left);
      });
    }

    it('have room for the count of forwards', () => {
      const headers = Object.fromEntries(Array.from({ length: 10 }, (_, each) => [`h${each}`, 'x']));
      assert.throws(() => attributes(headers), /more than 9 headers/);
      assert.deepEqual(Object.keys(attributes(headers, true)), Object.keys(headers).slice(0, 9));
    });

    it('have what is bookkeeping of RabbitMQ alone, where it is not of RabbitMQ', () => {
      assert.deepEqual(attributes({ 'x-death': 'x' }), { 'x-death': text('x') });
      assert.deepEqual(attributes({ 'x-death': 'x' }, false, 'rabbitmq'), {});
    });

    it("have W3C's lists as one, and lists of RabbitMQ as they are", () => {
      assert.deepEqual(attributes({ baggage: ['a=b', null, Buffer.from('c=d')] }), { baggage: text('a=b,c=d') });
      assert.deepEqual(attributes({ list: ['a', 'b'] }, false, 'rabbitmq'), { list: text('["a","b"]') });
    });
  });

  it('to RabbitMQ have a body of bytes, which is not copied', () => {
    assert.deepEqual(rabbitContent(parts({ body: 'größer' })), Buffer.from('größer'));
    assert.deepEqual(rabbitContent(parts({ body: new Uint8Array(BINARY) })), BINARY);
    assert.equal(rabbitContent(parts({ body: BINARY })), BINARY);
    assert.throws(() => rabbitContent(parts({ body: null })), /cannot send a record without a value to RabbitMQ/);
  });

  it('to a broker have the attributes that have a value', () => {
    const attributes = {
      tenant: { DataType: 'String', StringValue: 'blue' },
      image: { DataType: 'Binary', BinaryValue: new Uint8Array(BINARY) },
      none: { DataType: 'String' },
    };
    assert.deepEqual(ownHeaders(parts({ attributes }), false), { tenant: 'blue', image: BINARY });
  });

  describe('to Kafka', () => {
    it('have headers of text and bytes', () => {
      const headers = { text: 'a', bytes: BINARY, number: 7, large: 7n, list: ['a', BINARY], table: { a: 1 } };
      assert.deepEqual(kafkaHeaders({ ...headers, none: undefined }, false), {
        ...headers,
        number: '7',
        large: '7',
        table: '{"a":1}',
      });
      for (const none of [null, ['a', null]])
        assert.throws(() => kafkaHeaders({ none }, false), /cannot send a header without a value: none to Kafka/);
      assert.deepEqual(kafkaHeaders({ none: null, list: ['a', null] }, true), { list: ['a'] });
    });

    it('have the key that was sent, or none', () => {
      for (const key of ['k', BINARY, null, undefined]) assert.equal(kafkaKey(broker({ key: () => key }), false), key);
      for (const keyless of [parts({}), broker({}), broker({ key: undefined }, 'other')])
        assert.equal(kafkaKey(keyless, false), undefined);
      for (const key of [7, 7n]) assert.equal(kafkaKey(broker({ key: () => key }, 'other'), false), '7');
    });

    it('have no key that a client has made something else of', () => {
      const lost = (lossy: boolean): unknown => (lossy ? 'k?' : undefined);
      for (const one of [
        broker({ key: () => 7 }),
        broker({ key: () => ({ id: 7 }) }),
        broker({ key: () => ({ id: 7 }) }, 'other'),
        broker({ key: lost }),
      ])
        assert.throws(() => kafkaKey(one, false), {
          name: 'TypeError',
          message: /cannot send a key that is not there as it was sent .* to Kafka/,
        });
      assert.equal(kafkaKey(broker({ key: lost }), true), 'k?');
    });
  });
});
