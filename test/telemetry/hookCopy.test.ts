import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { createContext, runInContext } from 'node:vm';
import { copyFor, copyForHook, isUnchanged } from '../../src/telemetry/hookCopy';

/** Whether the copy is unchanged after this was done to it. */
function afterHook(input: object, hook: (own: object) => unknown): boolean {
  const { own, isUnchanged: isLeft } = copyFor(input);
  hook(own ?? assert.fail());
  return isLeft();
}

describe('the copy of an input for a hook', () => {
  it('is a copy at any depth of plain objects and lists, also of another realm', () => {
    const foreign: unknown = runInContext('({ list: [{ a: 1 }] })', createContext());
    const input = { nested: { list: [{ a: 1 }] }, foreign, bare: Object.assign(Object.create(null), { a: 1 }) };
    const copy = copyForHook(input);
    assert.ok(isUnchanged(copy, input));
    // Whoever makes it a text gets the same error.
    assert.equal(Object.getPrototypeOf(copy.bare), null);
    const [own] = copy.nested.list;
    assert.ok(own);
    own.a = 2;
    (copy.foreign as { list: { a: number }[] }).list[0] = { a: 2 };
    copy.bare.a = 2;
    assert.deepEqual(
      [input.nested.list[0]?.a, (foreign as { list: { a: number }[] }).list[0]?.a, input.bare.a],
      [1, 1, 1],
    );
    assert.equal(isUnchanged(copy, input), false);
  });

  it('keeps what is not there, and lists that begin or end in a hole', () => {
    const list: unknown[] = [];
    list[1] = 1;
    list.length = 3;
    const copy = copyForHook({ none: null, missing: undefined, list, empty: {} });
    assert.deepEqual([copy.none, copy.missing, copy.list, copy.empty], [null, undefined, list, {}]);
    assert.deepEqual([Object.keys(copy.list), copy.list.length, copy.list === list], [['1'], 3, false]);
  });

  it('keeps cycles, holes, and names that mean something to the language', () => {
    const input: Record<string, unknown> = {
      list: Object.assign(Array.from({ length: 0 }), { 0: 1, 2: 3 }) as unknown[],
      ...JSON.parse('{"__proto__":{"a":1}}'),
      properties: { length: { type: 'number' } },
    };
    input['self'] = input;
    const copy = copyForHook(input);
    assert.equal(copy['self'], copy);
    assert.deepEqual(Object.keys(copy['list'] as unknown[]), ['0', '2']);
    assert.deepEqual(Object.getOwnPropertyDescriptor(copy, '__proto__')?.value, { a: 1 });
    assert.equal(Object.getPrototypeOf(copy), Object.prototype);
    assert.ok(isUnchanged(copy, input));
  });

  it('is no copy of what takes values and gives none', () => {
    const taker = Object.defineProperty({}, 'a', { enumerable: true, set() {} });
    assert.equal(isUnchanged(taker, { a: undefined }), false);
    assert.equal(isUnchanged({ a: undefined }, { a: undefined }), true);
  });

  it('of an object with more to it than its members is unchanged until a member is changed', () => {
    const tag = Symbol('tag');
    const input = { [tag]: 1, Bucket: 'b', Delete: { Objects: [] } };
    assert.ok(copyFor(input).isUnchanged());
    const changes = [{ [tag]: 2 }, { Bucket: 'c' }, { Delete: { Objects: [] } }, { Further: undefined }];
    for (const change of changes)
      assert.equal(
        afterHook(input, (own) => Object.assign(own, change)),
        false,
      );
    assert.equal(
      afterHook(input, (own) => Reflect.deleteProperty(own, 'Bucket')),
      false,
    );
    const accessor = { get: () => 'b' };
    assert.equal(
      afterHook(input, (own) => Object.defineProperty(own, 'Bucket', accessor)),
      false,
    );
  });

  it('is changed where a hook puts one part of it in the place of another', () => {
    const entries = (): object => ({
      Entries: [
        { Id: 'a', Of: { text: '1' } },
        { Id: 'b', Of: { text: '2' } },
      ],
    });
    const share = (own: { Entries?: { Of: object }[] }): void => {
      const [first, second] = own.Entries ?? [];
      if (first !== undefined && second !== undefined) second.Of = first.Of;
    };
    assert.equal(afterHook(entries(), share), false);
    const round: Record<string, unknown> = { name: '1' };
    const other = { name: '1', next: round };
    round['next'] = other;
    // It is a circle of one now, and reads like the circle of two.
    assert.ok(afterHook(round, (own) => Object.assign(own, { next: own })));
    other.name = '2';
    assert.equal(
      afterHook(round, (own) => Object.assign(own, { next: own })),
      false,
    );
  });

  it('what has accessors is read once, for the copy', () => {
    let reads = 0;
    const computed = {
      get Bucket() {
        reads += 1;
        return 'b';
      },
    };
    assert.ok(copyFor(computed).isUnchanged());
    assert.equal(reads, 1);
  });

  it('what stands in front of a proxy is unchanged until a member is set', () => {
    const proxy = new Proxy({ Bucket: 'b' }, { set: () => assert.fail('it is the caller’s') });
    assert.ok(copyFor(proxy).isUnchanged());
    assert.equal(
      afterHook(proxy, (own) => Object.assign(own, { Bucket: 'c' })),
      false,
    );
    assert.equal(proxy.Bucket, 'b');
  });

  it('what stands in front of a proxy needs no list of its members', () => {
    const ownKeys = (): never => assert.fail('nobody needs them');
    const { own, isUnchanged: isLeft } = copyFor(new Proxy({ Bucket: 'b' }, { ownKeys }));
    assert.equal(own?.Bucket, 'b');
    assert.ok(isLeft());
  });

  it('is not there of an object whose class computes members: no hook can change it', () => {
    const computed = new (class {
      get Bucket(): string {
        return 'b';
      }
    })();
    const { own, isUnchanged: isLeft } = copyFor(computed);
    assert.deepEqual([own, isLeft()], [undefined, false]);
  });

  const symbol = Symbol('s');
  for (const [what, value] of [
    ['an async iterable', { async *[Symbol.asyncIterator]() {} }],
    ['an iterable', { *[Symbol.iterator]() {} }],
    ['an object with a symbol for a key', { [symbol]: 1 }],
    [
      'an object with a getter',
      {
        get a() {
          return 1;
        },
        b: 2,
      },
    ],
    ['an object with a hidden member', Object.defineProperty({ a: 1 }, 'b', { value: 2 })],
    ['an object with a hidden length', Object.defineProperty({ a: 1 }, 'length', { value: 2 })],
    ['a list with a hidden member', Object.defineProperty([1], 'b', { value: 2 })],
    ['a proxy', new Proxy({}, {})],
    ['bytes', new Uint8Array(3)],
    ['numbers', new Float64Array(3)],
    ['a stream', Readable.from(['a'])],
    ['a date', new Date()],
    [
      'an instance',
      new (class Order {
        readonly id = 1;
      })(),
    ],
    ['a map', new Map()],
    ['a list with an iterator of its own', Object.assign([1], { [Symbol.iterator]: () => [2].values() })],
  ] as const) {
    it(`passes on ${what} as it is`, () => {
      const copy = copyForHook({ body: value as object, list: [value as object] });
      assert.equal(copy.body, value);
      assert.equal(copy.list[0], value);
    });
  }

  it('stops at a bound: what comes behind it is passed on as it is', () => {
    const vectors = Array.from({ length: 100 }, () => Array.from({ length: 768 }, (_, index) => index));
    const copy = copyForHook({ name: 'embeddings', vectors });
    const copied = copy.vectors.filter((vector, index) => vector !== vectors[index]);
    assert.ok(copied.length > 0 && copied.length < 20, `${copied.length} of 100`);
    const flat = vectors.flat();
    assert.equal(copyForHook({ flat }).flat, flat);
    // Ten thousand members, that of the input among them.
    const whole = flat.slice(0, 9999);
    assert.notEqual(copyForHook({ whole }).whole, whole);
  });

  it('counts as changed by any addition, removal or other value', () => {
    const input = { a: 1, list: [1, 2], nested: { b: 1 }, none: null };
    for (const change of [
      (copy: Record<string, unknown>) => void (copy['c'] = 1),
      (copy: Record<string, unknown>) => void delete copy['a'],
      (copy: Record<string, unknown>) => void (copy['a'] = '1'),
      (copy: Record<string, unknown>) => void (copy['list'] as number[]).push(3),
      (copy: Record<string, unknown>) => void ((copy['list'] as number[]).length = 5),
      (copy: Record<string, unknown>) => void Object.assign(copy['nested'] as object, { [symbol]: 1 }),
      (copy: Record<string, unknown>) => void (copy['nested'] = { b: 2 }),
      (copy: Record<string, unknown>) => void (copy['nested'] = null),
      (copy: Record<string, unknown>) => void (copy['none'] = {}),
      (copy: Record<string, unknown>) => void (copy['list'] = { 0: 1, 1: 2 }),
    ]) {
      const copy = copyForHook(input);
      change(copy);
      assert.equal(isUnchanged(copy, input), false, String(change));
    }
  });
});
