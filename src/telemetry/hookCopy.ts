import { types } from 'node:util';
import { type Members, copyWith, inFrontOf, isObject, isObjectPrototype } from '../values';

/** Members and elements that are copied, at most: a copy takes a few milliseconds, however large the input is. */
const MAX_COPIED = 10_000;

/** One copy in the making. */
interface Copying {
  left: number;
  readonly copies: Map<object, object>;
}

/** The copy of an SDK input for a hook. */
export interface HookCopy<T> {
  /** Undefined if there can be none. */
  readonly own: T | undefined;
  /** Whether the hook has left it as it is. The original is not asked: what its accessors return was read for the copy. */
  readonly isUnchanged: () => boolean;
}

export function copyFor<T extends object>(input: T): HookCopy<T> {
  const deep = copyForHook(input);
  if (deep !== input) return { own: deep, isUnchanged: () => isUnchanged(deep, input) };
  if (types.isProxy(input)) {
    const replaced = {};
    return { own: inFrontOf(input, replaced), isUnchanged: () => Reflect.ownKeys(replaced).length === 0 };
  }
  const own = copyWith(input, {});
  if (own === undefined) return { own, isUnchanged: () => false };
  const members = membersOf(own);
  return { own, isUnchanged: () => hasStill(own, members) };
}

/**
 * A copy of an SDK input that a hook may change at any depth. Plain objects and arrays are copied, up to a bound;
 * everything else is passed by reference: streams, bytes, dates, class instances, proxies, what has accessors, hidden
 * members or symbols for keys (async iterables), and what stands behind the first {@link MAX_COPIED} members.
 */
export function copyForHook<T extends object>(value: T): T {
  return copyOf(value, { left: MAX_COPIED, copies: new Map() }) as T;
}

function copyOf(value: unknown, copying: Copying): unknown {
  if (!isObject(value)) return value;
  const known = copying.copies.get(value);
  if (known !== undefined) return known;
  if (!isPlain(value)) return value;
  const keys = Object.keys(value);
  if (keys.length > copying.left) return value;
  copying.left -= keys.length;
  const copy: unknown[] | Members = Array.isArray(value) ? [] : emptyLike(value);
  // Also one that ends in a hole.
  if (Array.isArray(copy)) copy.length = value['length'] as number;
  copying.copies.set(value, copy);
  for (const key of keys) {
    // Not an assignment: a key may be `__proto__`.
    Object.defineProperty(copy, key, {
      value: copyOf(value[key], copying),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return copy;
}

/** Whether a copy still says what its original says: the original can then be sent, as it is. */
export function isUnchanged(copy: unknown, original: unknown, compared: Compared = new Map()): boolean {
  if (Object.is(copy, original) || compared.get(copy)?.has(original) === true) return true;
  if (!isObject(copy) || !isObject(original) || !isPlain(copy) || !isPlain(original)) return false;
  const withCopy = compared.get(copy) ?? new Set();
  compared.set(copy, withCopy.add(original));
  const keys = Object.keys(copy);
  return (
    Array.isArray(copy) === Array.isArray(original) &&
    // An object may have a member of that name, which is compared as any other.
    (!Array.isArray(copy) || copy.length === original['length']) &&
    keys.length === Object.keys(original).length &&
    keys.every((key) => Object.hasOwn(original, key) && isUnchanged(copy[key], original[key], compared))
  );
}

/** Which copy has been compared with which originals: a hook may put one object into several places. */
type Compared = Map<unknown, Set<unknown>>;

/** What a copy consists of that is made of the members of an object with more to it. */
function membersOf(copy: object): ReadonlyMap<PropertyKey, unknown> {
  return new Map(Reflect.ownKeys(copy).map((key) => [key, memberOf(copy, key)]));
}

function hasStill(copy: object, members: ReadonlyMap<PropertyKey, unknown>): boolean {
  const keys = Reflect.ownKeys(copy);
  return keys.length === members.size && keys.every((key) => Object.is(memberOf(copy, key), members.get(key)));
}

interface Descriptor {
  readonly get?: unknown;
  readonly value?: unknown;
}

/** A hook may have put an accessor in the place of a value. */
function memberOf(copy: object, key: PropertyKey): unknown {
  const descriptor: Descriptor = Reflect.getOwnPropertyDescriptor(copy, key) ?? {};
  return descriptor.get ?? descriptor.value;
}

/** One without a prototype cannot be made a string: where it is in the wrong place, the SDK is to find that out. */
function emptyLike(value: object): Members {
  return Object.getPrototypeOf(value) === null ? (Object.create(null) as Members) : {};
}

/** Whether a value is nothing but its members. */
function isPlain(value: Members): boolean {
  if (types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && !isObjectPrototype(prototype)) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value));
  return descriptors.every(
    ([name, descriptor]) =>
      descriptor.get === undefined &&
      descriptor.set === undefined &&
      (descriptor.enumerable === true || (name === 'length' && Array.isArray(value))),
  );
}
