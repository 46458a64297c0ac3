import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { Trial } from '../../differential/trial';

/** A value of a program that somebody has made odd. Each run makes it anew, from the same description. */
export interface Twisted {
  readonly template: unknown;
  readonly twists: readonly Twist[];
}

interface Twist {
  /** Which part of the value, counted through all of them. */
  readonly at: number;
  readonly kind: keyof typeof TWISTS;
}

/** A place in a value. */
interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: unknown;
  /** What members throw that throw. */
  readonly thrown: Error;
}

const set = ({ holder, key }: Slot, value: unknown): void => {
  holder[key] = value;
};
/** Of a value that is no object, its holder is made odd. */
const objectOf = ({ value, holder }: Slot): object => (typeof value === 'object' && value !== null ? value : holder);
const replacing = (replace: (given: object) => unknown) => (slot: Slot) => {
  if (typeof slot.value === 'object' && slot.value !== null) set(slot, replace(slot.value));
};
const trapped = (trap: keyof ProxyHandler<object>) => (slot: Slot) =>
  replacing((value) => {
    const fail = (): never => {
      throw slot.thrown;
    };
    return new Proxy(value, { [trap]: fail });
  })(slot);
const valued = (value: () => unknown) => (slot: Slot) => set(slot, value());
/** In the place of a text or of bytes: as a record, its inside would be sent. */
const streaming = (makeStream: () => unknown) => (slot: Slot) => {
  if (typeof slot.value === 'string' || ArrayBuffer.isView(slot.value)) set(slot, makeStream());
};
const adding = (key: PropertyKey, makeMember: () => unknown) => (slot: Slot) =>
  void Object.defineProperty(objectOf(slot), key, { value: makeMember(), ...ASSIGNED });
const ASSIGNED = { enumerable: true, writable: true, configurable: true };

class Instance {
  readonly made = true;
}

const TWISTS = {
  null: valued(() => null),
  undefined: valued(() => undefined),
  number: valued(() => 7),
  'not a number': valued(() => Number.NaN),
  text: valued(() => 'text'),
  'an empty text': valued(() => ''),
  'a lone surrogate': valued(() => 'a\uD800b'),
  'a long text': valued(() => 'x'.repeat(3000)),
  'a text object': valued(() => new String('text')),
  bigint: valued(() => 7n),
  symbol: valued(() => Symbol('odd')),
  true: valued(() => true),
  'a function': valued(() => () => 'x'),
  'a date': valued(() => new Date(1_767_225_600_000)),
  bytes: valued(() => new Uint8Array([1, 2, 3])),
  'a shared buffer': valued(() => new Uint8Array(new SharedArrayBuffer(4))),
  'an empty object': valued(() => ({})),
  'an empty list': valued(() => []),
  'a map': valued(() => new Map([['traceparent', 'x']])),
  'a promise': valued(() => Promise.resolve('x')),
  'a stream': streaming(() => Readable.from([Buffer.from('x')])),
  'an asynchronous iterable': streaming(() =>
    (async function* text() {
      yield 'x';
    })(),
  ),
  frozen: (slot: Slot) => deepFreeze(objectOf(slot)),
  sealed: (slot: Slot) => void Object.seal(objectOf(slot)),
  'not extensible': (slot: Slot) => void Object.preventExtensions(objectOf(slot)),
  'no prototype': (slot: Slot) => setPrototype(objectOf(slot), null),
  'of a class': (slot: Slot) => setPrototype(objectOf(slot), Instance.prototype),
  inherited: replacing((value) => Object.create(value)),
  proxied: replacing((value) => new Proxy(value, {})),
  'throws on get': trapped('get'),
  'throws on has': trapped('has'),
  'throws on ownKeys': trapped('ownKeys'),
  'throws on getPrototypeOf': trapped('getPrototypeOf'),
  'throws on getOwnPropertyDescriptor': trapped('getOwnPropertyDescriptor'),
  'throws on set': trapped('set'),
  revoked: replacing((value) => {
    const { proxy, revoke } = Proxy.revocable(value, {});
    revoke();
    return proxy;
  }),
  'of another realm': replacing((value) => runInNewContext('JSON.parse(text)', { text: safeJson(value) })),
  'by a getter': ({ holder, key, value }: Slot) =>
    void Object.defineProperty(holder, key, { get: () => value, enumerable: true, configurable: true }),
  'a getter that throws': ({ holder, key, thrown }: Slot) => {
    const get = (): never => {
      throw thrown;
    };
    Object.defineProperty(holder, key, { get, enumerable: true, configurable: true });
  },
  'not enumerable': ({ holder, key, value }: Slot) =>
    void Object.defineProperty(holder, key, { value, enumerable: false, configurable: true }),
  'read only': ({ holder, key, value }: Slot) =>
    void Object.defineProperty(holder, key, { value, enumerable: true, writable: false, configurable: true }),
  missing: ({ holder, key }: Slot) => void Reflect.deleteProperty(holder, key),
  'in other casing': ({ holder, key, value }: Slot) => {
    Reflect.deleteProperty(holder, key);
    const first = key.charAt(0);
    holder[(first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + key.slice(1)] = value;
  },
  'a null entry': (slot: Slot) => void (Array.isArray(slot.value) && slot.value.push(null)),
  'a hole': (slot: Slot) => void (Array.isArray(slot.value) && (slot.value.length += 1)),
  'the same twice': (slot: Slot) => void (Array.isArray(slot.value) && slot.value.push(slot.value[0])),
  'many entries': (slot: Slot) => {
    if (Array.isArray(slot.value)) while (slot.value.length < 12) slot.value.push(structuredClone(slot.value[0]));
  },
  circular: (slot: Slot) => void ((objectOf(slot) as Record<string, unknown>)['self'] = objectOf(slot)),
  'a member then': adding('then', () => 'no function'),
  'a member toJSON': adding('toJSON', () => () => ({ any: 'thing' })),
  'a member __proto__': adding('__proto__', () => ({ polluted: true })),
  'a member constructor': adding('constructor', () => 'odd'),
  'a member Symbol': adding(Symbol('odd'), () => 1),
  'a member length': adding('length', () => -1),
} satisfies Record<string, (slot: Slot) => void>;

/** Of a record: a date or bytes are none without their own. */
function setPrototype(value: object, prototype: object | null): void {
  if (Object.getPrototypeOf(value) === Object.prototype) Object.setPrototypeOf(value, prototype);
}

const KINDS = Object.keys(TWISTS) as (keyof typeof TWISTS)[];

/** Mostly as it should be, or a little odd: what is all odd is refused before anybody looks at it. */
export function twisted(template: fc.Arbitrary<unknown>): fc.Arbitrary<Twisted> {
  const twist = fc.record({ at: fc.nat(40), kind: fc.constantFrom(...KINDS) });
  return fc.record({ template, twists: fc.array(twist, { maxLength: 3 }) });
}

/** Makes the value, and all objects in it the application's own. */
export function make<T>({ template, twists }: Twisted, trial: Trial, name: string): T {
  const root: Record<string, unknown> = { value: copied(template) };
  const thrown = trial.own(`${name}: thrown`, new Error(`thrown by ${name}`));
  for (const { at, kind } of twists) {
    const slots = slotsOf(root, 'value', new Set());
    const slot = slots[at % slots.length];
    try {
      if (slot !== undefined) TWISTS[kind]({ ...slot, thrown });
    } catch {
      // What is frozen stays as it is.
    }
  }
  own(Reflect.get(root, 'value'), trial, name, new Set());
  return root['value'] as T;
}

function slotsOf(holder: Record<string, unknown>, key: string, seen: Set<unknown>): Omit<Slot, 'thrown'>[] {
  const value = Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
  const slot = { holder, key, value };
  if (!isPlain(value) || seen.has(value)) return [slot];
  seen.add(value);
  return [slot, ...Object.keys(value).flatMap((each) => slotsOf(value as Record<string, unknown>, each, seen))];
}

function own(value: unknown, trial: Trial, name: string, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  trial.own(name, value);
  if (!isPlain(value)) return;
  for (const [key, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    own(member, trial, `${name}.${key}`, seen);
  }
}

/** Not a proxy that throws, and not a stream. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  try {
    return !(value instanceof Readable) && Object.keys(value).length >= 0;
  } catch {
    return false;
  }
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value as Uint8Array);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copied(member)]));
}

function safeJson(value: object): string {
  try {
    return JSON.stringify(value) ?? '{}';
  } catch {
    return '{}';
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze(Object.getOwnPropertyDescriptor(value, key)?.value);
}
