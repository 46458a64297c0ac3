import assert from 'node:assert/strict';
import { describeBy, describedBy } from '../../src/propagation/brokers/customShape';
import {
  headerText,
  headersByName,
  headersGetter,
  isCollection,
  textOrBytes,
} from '../../src/propagation/brokers/headers';
import { bytesOf, decodedPart } from '../../src/propagation/bytes';
import { TRACEPARENT } from '../process/consumerWorld';

describe('a part of a message', () => {
  it('is bytes where it is a list of them, as JSON has it', () => {
    assert.deepEqual(bytesOf([0, 127, 255, -1, -128]), Buffer.from([0, 127, 255, 255, 128]));
    for (const none of [[256], [-129], [1.5], ['1'], ['a', 1], [1, 'a'], [null], 'a', undefined, { 0: 1 }])
      assert.equal(bytesOf(none), undefined, JSON.stringify(none));
  });

  it('is what its base64 says, or what it is', () => {
    assert.deepEqual(decodedPart('Zm9v'), Buffer.from('foo'));
    for (const other of ['foo!', 'Zm9', 7, null, undefined, { a: 1 }]) assert.equal(decodedPart(other), other);
  });
});

describe('headers', () => {
  it('are pairs, of which each has a name and a value', () => {
    assert.deepEqual(headersByName([['a', 'b'], ['c'], ['d', 'e', 'f']]), { a: 'b' });
    const map = new Map<unknown, unknown>([
      ['a', 'b'],
      [Buffer.from('c'), 'd'],
      [7, 'e'],
    ]);
    assert.deepEqual(headersByName(map), { a: 'b', c: 'd' });
  });

  it('are a collection that can be read again', () => {
    for (const collection of [new Map(), new Set(), new Headers()]) assert.equal(isCollection(collection), true);
    for (const other of [new Map().entries(), { [Symbol.iterator]: 7 }, [], {}, new Uint8Array(), 'text', null])
      assert.equal(isCollection(other), false);
  });

  it('of one name count by the last of them, but for lists', () => {
    const headers = { tenant: ['blue', 'green', {}], baggage: ['a=1', 'b=2', 'c=3'], size: 7, none: {} };
    assert.equal(headersGetter.get(headers, 'tenant'), 'green');
    assert.deepEqual(headersGetter.get(headers, 'baggage'), headers.baggage);
    assert.equal(headerText(headers, 'baggage'), 'c=3');
    assert.equal(headerText(headers, 'size'), '7');
    assert.equal(headerText(headers, 'none'), undefined);
  });

  it('that were joined count by the last of them, if all of them are contexts', () => {
    const others = ['1', '2'].map((digit) => TRACEPARENT.replace(/.{16}-01$/, `${digit.repeat(16)}-01`));
    const joined = (...parts: string[]): unknown => headersGetter.get({ traceparent: parts.join(',') }, 'traceparent');
    assert.equal(joined(...others, TRACEPARENT), TRACEPARENT);
    assert.equal(joined('x', TRACEPARENT), `x,${TRACEPARENT}`);
  });

  it('of a text or of bytes are text, and a number is none', () => {
    assert.equal(textOrBytes('a'), 'a');
    assert.equal(textOrBytes(Buffer.from('a')), 'a');
    for (const none of [7, true, undefined, null]) assert.equal(textOrBytes(none), undefined);
  });
});

describe('a message that the application describes', () => {
  const described = (members: object, shape: object) => {
    describeBy(members, { system: 'nats', ...shape });
    return describedBy(members);
  };

  it('is of a system', () => {
    for (const shape of [null, 7, 'nats', {}, { system: 7 }, { system: '' }])
      assert.throws(() => describeBy({}, shape as never), { name: 'TypeError', message: /with a `system`/ });
    const message = {};
    describeBy(message, undefined);
    assert.equal(describedBy(message), undefined);
    assert.doesNotThrow(() => describeBy('text', { system: 'nats' }));
  });

  it('has nothing in a place that cannot be read', () => {
    const shape = { body: () => assert.fail('read'), key: () => Promise.resolve('late'), id: 'a.b.c' };
    const message = described({ a: 1 }, shape);
    assert.deepEqual([message?.body(false), message?.id, message?.bodySize], [undefined, undefined, undefined]);
    assert.equal(message?.system === 'other' && message.key?.(), undefined);
  });

  it('hides headers that are used up by reading them, and no others', () => {
    for (const [headers, hides] of [
      [{ next: 'page' }, false],
      [{ a: 'b' }, false],
      [undefined, false],
      [new Map().entries(), true],
      ['text', true],
    ]) {
      const message = described({ headers }, { headers: 'headers' });
      assert.equal(message?.system === 'other' && message.hidesHeaders, hides);
    }
  });

  it('was tried before as often as it says, or as nobody knows', () => {
    for (const [tries, expected] of [
      [0, 0],
      ['2', 2],
      [3n, 3],
      [-1, undefined],
      ['some', undefined],
      [undefined, undefined],
    ]) {
      const message = described({ tries }, { retryCount: 'tries' });
      assert.equal(message?.system === 'other' ? message.retryCount : false, expected);
    }
  });
});
