import { types } from 'node:util';

/** An object whose members are read by name: an SDK input, a message. */
export type Members = Record<string, unknown>;

/** Bytes, also those of another realm: `instanceof` does not know them, and not those in tests by Jest. */
export function isBytes(value: unknown): value is Uint8Array {
  return types.isUint8Array(value);
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** Whether it is an object or a function, which is what `module.exports` may be. */
export function hasMembers(value: unknown): value is object {
  return isObject(value) || typeof value === 'function';
}

/** The members of an object. A value that is not an object has none. */
export function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** Whether it is an object and not a list. */
export function isRecord(value: unknown): value is Members {
  return isObject(value) && !Array.isArray(value);
}

/** The value, if it is a string. An application may pass anything. A value of another type counts as not known. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** One that can be compared: not-a-number and infinity say nothing, and no exporter can write them. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** The objects in a list. An application may pass anything. The service itself rejects what is not an object. */
export function entriesOf<T extends object>(list: unknown): readonly T[] {
  return Array.isArray(list) ? list.filter((entry): entry is T => isObject(entry)) : [];
}

/**
 * Like {@link entriesOf}, for whoever reads them at once: most lists have nothing else in them, and then it is the list
 * itself. A proxy may answer each reader differently.
 */
export function entriesNowIn<T extends object>(list: unknown): readonly T[] {
  if (!Array.isArray(list) || types.isProxy(list)) return entriesOf(list);
  for (let index = 0; index < list.length; index++) if (!isObject(list[index])) return entriesOf(list);
  return list as readonly T[];
}

/** The number in a text. AWS writes many numbers as text. */
export function integer(value: unknown): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const spelled = Number(value);
  return Number.isSafeInteger(spelled) ? spelled : undefined;
}

/** The number of UTF-8 bytes of a text. */
export function byteLength(value: unknown): number | undefined {
  return typeof value === 'string' ? Buffer.byteLength(value) : undefined;
}

/** At most so many characters of a text. What is left does not keep the rest alive. */
export function beginningOf(whole: string, length: number): string {
  return whole.length > length ? detached(whole.slice(0, length)) : whole;
}

/**
 * The same text with characters of its own. What `slice` and a RegExp give is a view of the text that it comes from, which
 * lives as long: a few characters may keep a megabyte.
 * @see https://github.com/v8/v8/blob/12.4.254/src/objects/string.h `SlicedString`
 */
function detached(whole: string): string {
  // This encoding alone has every text, also one that ends in half of a character.
  return Buffer.from(whole, 'utf16le').toString('utf16le');
}

/** Characters of a text that is kept for others like it: a URL or an ARN is far shorter. */
const MAX_KEY = 2048;

/** A text to keep in a cache, which keeps no larger one alive; undefined for one that is too long for that. */
export function keyOf(whole: string): string | undefined {
  return whole.length > MAX_KEY ? undefined : detached(whole);
}

/** The value of a JSON text; undefined if the text is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Each entry as JSON. A single value counts as a list of one. */
export function jsonList(value: unknown): string[] | undefined {
  if (value == null) return undefined;
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => jsonOf(entry) ?? []);
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // The value has a cycle or a bigint. The service itself rejects it.
    return undefined;
  }
}

/**
 * A shallow copy with some members replaced. The original is never changed, so it may be frozen or shared.
 *
 * An instance of a class keeps its prototype. One whose class computes members cannot be copied safely (a getter may
 * depend on private state): the result is undefined, and the caller then sends what it was given.
 */
export function copyWith<T extends object>(original: T, replaced: Partial<T> | Members): T | undefined {
  if (types.isProxy(original)) return inFrontOf(original, { ...replaced });
  const prototype: unknown = Object.getPrototypeOf(original);
  if (isObjectPrototype(prototype)) return Object.assign(withHidden(copyToExtend(original), original), replaced);
  if (computesMembers(prototype)) return undefined;
  const copy = Object.assign(Object.create(prototype as object | null) as T, original);
  return Object.assign(withHidden(copy, original), replaced);
}

/** The SDK reads members that are not enumerable as it reads others. */
function withHidden<T extends object>(copy: T, original: T): T {
  const names = Object.getOwnPropertyNames(original);
  if (names.length === Object.keys(original).length) return copy;
  for (const name of names) {
    if (Object.hasOwn(copy, name)) continue;
    Object.defineProperty(copy, name, { value: Reflect.get(original, name), ...ASSIGNED, enumerable: false });
  }
  return copy;
}

/**
 * A shallow copy that will get more members. In Node.js 20, each member that is added to the result of a spread costs
 * about a microsecond. `Object.assign` is faster, but it does not copy a member named `__proto__`: it sets the
 * prototype.
 */
export function copyToExtend<T extends object>(original: T): T {
  return Object.hasOwn(original, '__proto__') ? { ...original } : Object.assign({}, original);
}

const ASSIGNED = { configurable: true, enumerable: true, writable: true } as const;

/**
 * A proxy may have members that cannot be listed, and it may throw when it is asked. Whoever reads the copy asks the proxy,
 * but for the replaced members.
 * @param replaced takes the members that are set in the copy, too
 */
export function inFrontOf<T extends object>(proxy: T, replaced: Partial<T> | Members): T {
  const ownerOf = (members: object, key: PropertyKey): object => (Object.hasOwn(members, key) ? members : proxy);
  return new Proxy(replaced, {
    get: (members, key) => Reflect.get(ownerOf(members, key), key) as unknown,
    // What is frozen behind the proxy may be changed in the copy.
    set: (members, key, value) => Reflect.defineProperty(members, key, { value, ...ASSIGNED }),
    has: (members, key) => Reflect.has(ownerOf(members, key), key),
    ownKeys: (members) => [...new Set([...Reflect.ownKeys(proxy), ...Reflect.ownKeys(members)])],
    getPrototypeOf: () => Reflect.getPrototypeOf(proxy),
    getOwnPropertyDescriptor(members, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(ownerOf(members, key), key);
      // What the object behind a proxy has not cannot be fixed. https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-getownproperty-p
      return descriptor && { ...descriptor, configurable: true };
    },
  }) as T;
}

function computesMembers(prototype: unknown): boolean {
  for (let level = prototype; isObject(level) && !isObjectPrototype(level); level = Object.getPrototypeOf(level)) {
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(level))) {
      if (descriptor.get !== undefined) return true;
    }
  }
  return false;
}

/** `Object.prototype`, also that of another realm: a vm context has its own. */
export function isObjectPrototype(value: unknown): boolean {
  if (value === Object.prototype) return true;
  return isObject(value) && Object.getPrototypeOf(value) === null && Object.hasOwn(value, 'isPrototypeOf');
}

/** An object without the members that are undefined: not every reader takes one for the same as none. */
export function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
