import { hasMembers, listOf, membersOf, numberOf, textOf, wellFormed } from './members';
import { bytesOfText, ownCopy } from './memory';
import { pooled } from './pool';

export type Value = string | number | boolean;

/** What is kept of one list of attributes, and of one value in characters: enough to read, and it costs what was planned. */
const MAX_ATTRIBUTES = 256;
const MAX_TEXT = 4096;
const MAX_ITEMS = 256;
/** Values that are nested deeper than anybody reads may be deeper than the stack. */
const MAX_DEPTH = 16;
/** What is called by it stands in addresses, lists and keys. */
export const MAX_NAME = 256;
const HALF_AT_END = /[\uD800-\uDBFF]$/;

/** Names and values of a span, a resource, an event. Spans of one operation share their names. */
export class Attributes implements Iterable<readonly [name: string, value: Value]> {
  static readonly NONE = new Attributes([], []);
  /** Shared: see {@link sharedNames}. */
  readonly #names: readonly string[];
  readonly #values: readonly Value[];
  /** Bytes of names that nobody had said before: what is shared costs nothing more. */
  readonly newNames: number;

  constructor(names: readonly string[], values: readonly Value[], newNames = 0) {
    this.#names = names;
    this.#values = values;
    this.newNames = newNames;
  }

  get size(): number {
    return this.#names.length;
  }

  get(name: string): Value | undefined {
    const at = this.#names.indexOf(name);
    return at < 0 ? undefined : this.#values[at];
  }

  /** The first of some that is a text with something in it. */
  text(...anyOf: readonly string[]): string | undefined {
    for (const name of anyOf) {
      const value = this.get(name);
      if (typeof value === 'string' && value !== '') return value;
    }
    return undefined;
  }

  /** The first of some that is a finite number. */
  number(...anyOf: readonly string[]): number | undefined {
    for (const name of anyOf) {
      const value = this.get(name);
      if (typeof value === 'number' && Number.isFinite(value)) return value;
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: Value]> {
    for (const [at, name] of this.#names.entries()) yield [name, this.#values[at] ?? ''];
  }
}

/** Reads a list of `KeyValue`. Of a name that is said twice, the last value counts. */
export function readAttributes(pairs: unknown): Attributes {
  const list = listOf(pairs);
  if (list.length === 0) return Attributes.NONE;
  const found = new Map<string, Value>();
  for (const pair of list) {
    const { key, value } = membersOf(pair);
    const known = readValue(value);
    if (typeof key !== 'string' || known === undefined) continue;
    const name = cut(wellFormed(key), MAX_NAME);
    if (found.size >= MAX_ATTRIBUTES && !found.has(name)) continue;
    found.set(name, known);
  }
  const { names, newNames } = sharedNames([...found.keys()]);
  return new Attributes(names, [...found.values()], newNames);
}

/** @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto */
function readValue(value: unknown): Value | undefined {
  const plain = plainOf(value, 0);
  if (typeof plain === 'string') return pooled(cut(plain, MAX_TEXT));
  if (typeof plain !== 'object') return plain;
  const said = Array.isArray(plain) && plain.every((item) => typeof item !== 'object');
  return cut(said ? plain.join(', ') : JSON.stringify(plain), MAX_TEXT);
}

type Plain = Value | readonly Plain[] | { readonly [name: string]: Plain };

function plainOf(value: unknown, depth: number): Plain | undefined {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = membersOf(value);
  if (typeof stringValue === 'string') {
    const text = wellFormed(stringValue);
    return depth > 0 ? cut(text, MAX_TEXT) : text;
  }
  if (typeof boolValue === 'boolean') return boolValue;
  if (typeof bytesValue === 'string') return bytesValue;
  const number = numberOf(intValue) ?? numberOf(doubleValue);
  if (number !== undefined) return number;
  if (depth === MAX_DEPTH) return '…';
  if (hasMembers(arrayValue)) {
    return some(arrayValue['values']).map((item) => plainOf(item, depth + 1) ?? '');
  }
  if (!hasMembers(kvlistValue)) return undefined;
  const pairs = some(kvlistValue['values']).map((pair) => membersOf(pair));
  return Object.fromEntries(pairs.map(({ key, value: item }) => [textOf(key), plainOf(item, depth + 1) ?? '']));
}

function some(values: unknown): readonly unknown[] {
  return listOf(values).slice(0, MAX_ITEMS);
}

/** What is cut says how much it was. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not in the middle of a character.
  const start = text.slice(0, length).replace(HALF_AT_END, '');
  return `${ownCopy(start)}… (${text.length} characters)`;
}

const lists = new Map<string, readonly string[]>();
const MAX_LISTS = 5000;
/** A longer list is hardly that of an operation that comes again. */
const MAX_LIST = 8192;

function sharedNames(names: readonly string[]): { readonly names: readonly string[]; readonly newNames: number } {
  const key = names.join('\n');
  const known = lists.get(key);
  // A name may have a line break in it.
  if (known?.length === names.length && known.every((name, at) => name === names[at])) {
    return { names: known, newNames: 0 };
  }
  const own = names.map(pooled);
  if (key.length <= MAX_LIST) {
    if (lists.size >= MAX_LISTS) lists.clear();
    lists.set(key, own);
  }
  return { names: own, newNames: bytesOfText(key) };
}
