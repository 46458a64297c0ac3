import { inspect, types } from 'node:util';

/** Names of the application's own objects: what is the very same object in one run has the same name in the other. */
export type Names = ReadonlyMap<unknown, string>;

/** Of errors: where they were made is another place in each run, and the response is that of this very request. */
const IGNORED = new Set<PropertyKey>(['stack', '$response']);

/** `async_hooks` marks promises, and the context manager of whoever traces uses it. */
const OF_ASYNC_HOOKS = /^(?:async_id_symbol|trigger_async_id_symbol|destroyed|kResourceStore)$/;

/**
 * All that a host can see of a value, as plain data that `deepEqual` compares: classes, own properties with their flags,
 * errors, promises. Getters are not called and proxies are not looked into, for both may throw.
 */
export function describeValue(value: unknown, names: Names): unknown {
  return new Describer(names).describe(value);
}

/** The same of one of the application's own objects: what is in it, and not its name. */
export function describeMembers(value: object, names: Names): unknown {
  return new Describer(names).members(value);
}

class Describer {
  readonly #seen = new Map<unknown, number>();
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  describe(value: unknown): unknown {
    const name = this.#names.get(value);
    if (name !== undefined) return { own: name };
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return primitive(value);
    return this.members(value);
  }

  members(value: object): unknown {
    if (types.isProxy(value)) return 'a proxy';
    const seen = this.#seen.get(value);
    if (seen !== undefined) return { again: seen };
    this.#seen.set(value, this.#seen.size);
    if (types.isPromise(value)) return { promise: className(value), own: this.#own(value) };
    if (types.isUint8Array(value)) return { bytes: Buffer.from(value).toString('latin1') };
    if (types.isDate(value)) return { date: value.getTime() };
    if (types.isMap(value) || types.isSet(value)) {
      return { kind: className(value), entries: Array.from(value as Iterable<unknown>, (each) => this.describe(each)) };
    }
    // The inside of a stream says how far it has been read, which is a matter of time.
    if (isStream(value)) return { stream: className(value) };
    return { kind: className(value), own: this.#own(value), ...flagsOf(value) };
  }

  #own(value: object): unknown {
    const keys = Reflect.ownKeys(value).filter((key) => !isIgnored(value, key));
    return keys.map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(value, key) ?? {};
      const flags = `${descriptor.writable ?? '-'} ${descriptor.enumerable} ${descriptor.configurable}`;
      if (!('value' in descriptor)) return [String(key), 'a getter', flags];
      return [String(key), this.describe(descriptor.value), flags];
    });
  }
}

function isIgnored(value: object, key: PropertyKey): boolean {
  if (typeof value === 'function') return key === 'prototype';
  if (types.isNativeError(value)) return IGNORED.has(key);
  return types.isPromise(value) && typeof key === 'symbol' && OF_ASYNC_HOOKS.test(key.description ?? '');
}

function primitive(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // Templates refuse symbols, and `inspect` tells -0 from 0.
  return { [typeof value]: inspect(value) };
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return 'no prototype';
  if (types.isProxy(prototype)) return 'a proxy behind it';
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  const made: unknown = descriptor?.value;
  return typeof made === 'function' ? made.name : 'a prototype of its own';
}

function flagsOf(value: object): object {
  if (Object.isExtensible(value)) return {};
  return { extensible: false, sealed: Object.isSealed(value), frozen: Object.isFrozen(value) };
}

function isStream(value: object): boolean {
  return typeof Object.getOwnPropertyDescriptor(value, '_readableState')?.value === 'object';
}
