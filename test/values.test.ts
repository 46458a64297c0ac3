import assert from 'node:assert/strict';
import { copyWith } from '../src/values';

const thrown = new Error('thrown by a trap');
const fail = (): never => {
  throw thrown;
};
const TRAPS = ['ownKeys', 'getOwnPropertyDescriptor', 'get', 'has'] as const;

/** What whoever reads an input may do with it. The SDK lists its members for some protocols. */
const READERS: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
  'a spread': (input) => ({ ...input }),
  'its keys': (input) => Object.keys(input),
  'its entries': (input) => Object.entries(input),
  JSON: (input) => JSON.stringify(input),
  'a member': (input) => input['Body'],
  'whether it has a member': (input) => 'Body' in input,
  'whether a member is its own': (input) => Object.hasOwn(input, 'Body'),
};

describe('a copy of an input that is a proxy', () => {
  const input = (): Record<string, unknown> => ({ Body: 'x', Key: 'k' });

  for (const [title, read] of Object.entries(READERS)) {
    it(`reads like the proxy: ${title}`, () => {
      const proxy = new Proxy(Object.freeze(input()), {});
      assert.deepEqual(read(copyWith(proxy, { Key: 'k' }) ?? {}), read(proxy));
    });

    for (const trap of TRAPS) {
      it(`throws what the proxy throws on ${trap}: ${title}`, () => {
        const proxy = new Proxy(input(), { [trap]: fail });
        const copy = copyWith(proxy, {}) ?? {};
        assert.deepEqual(outcomeOf(read, copy), outcomeOf(read, proxy));
      });
    }
  }

  it('has the members that were replaced, and those that are assigned, which the original does not get', () => {
    const original = Object.freeze(input());
    const copy = copyWith<Record<string, unknown>>(new Proxy(original, {}), { Key: 'other', More: 1 }) ?? {};
    copy['Body'] = 'y';
    assert.deepEqual({ ...copy }, { Body: 'y', Key: 'other', More: 1 });
    assert.deepEqual(original, input());
  });
});

describe('a copy of an input with members that are not enumerable', () => {
  class Order {
    readonly id = undefined;
    constructor() {
      Object.defineProperty(this, 'QueueUrl', { value: 'q' });
    }
  }

  for (const original of [Object.defineProperty({}, 'QueueUrl', { value: 'q' }), new Order()]) {
    it(`has them, and does not list them: ${original.constructor.name}`, () => {
      const copy = copyWith(original as Record<string, unknown>, { More: 1 }) ?? {};
      assert.deepEqual([copy['QueueUrl'], copy['More'], Object.keys(copy).at(-1)], ['q', 1, 'More']);
      assert.equal(Object.getPrototypeOf(copy), Object.getPrototypeOf(original));
    });
  }
});

function outcomeOf(read: (input: Record<string, unknown>) => unknown, input: Record<string, unknown>): unknown {
  try {
    return [read(input)];
  } catch (error) {
    return error;
  }
}
