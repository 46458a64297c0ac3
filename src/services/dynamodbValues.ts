import { isObject } from '../values';

/** The members of a request, at any depth, that contain values of keys, items and expressions. */
const HOLDERS: ReadonlySet<string> = new Set([
  'AttributeUpdates',
  'AttributeValueList',
  'ExclusiveStartKey',
  'Expected',
  'ExpressionAttributeValues',
  'Item',
  'Key',
  'KeyConditions',
  'Keys',
  'Parameters',
  'QueryFilter',
  'ScanFilter',
]);

/**
 * Matches the values of keys, items and expressions in a request. DynamoDB quotes some of them in its errors ("The
 * parameter cannot be converted to a numeric value: ..."). The document client quotes values that it cannot convert.
 * @returns undefined if there are none
 */
export function itemValues(input: object): RegExp | undefined {
  const values = new Set<string>();
  try {
    collect(input, false, values, new Set());
  } catch {
    // A getter throws. It has thrown in the SDK, too.
  }
  if (values.size === 0) return undefined;
  // Longer values come first, because a value may begin with another one. Only whole words match, because a key `a`
  // would change every message.
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![\\w-])(?:${longestFirst.join('|')})(?![\\w-])`, 'gu');
}

function collect(value: unknown, inside: boolean, values: Set<string>, seen: Set<object>): void {
  if (isObject(value)) {
    if (seen.has(value) || ArrayBuffer.isView(value)) return;
    seen.add(value);
    for (const [name, member] of collectionEntries(value)) {
      if (name === 'Statement') for (const [, literal] of literalsOf(member)) add(literal, values);
      else collect(member, inside || HOLDERS.has(name), values, seen);
    }
  } else if (inside && (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')) {
    add(String(value), values);
  }
}

/** The members of an object, also of a set or a map: the document client accepts those. */
function collectionEntries(value: object): [name: string, member: unknown][] {
  if (value instanceof Set || value instanceof Map) return [...value.values()].map((member: unknown) => ['', member]);
  return Object.entries(value);
}

/** The literals in a statement. PartiQL can contain values in its text. */
function literalsOf(statement: unknown): Iterable<RegExpExecArray> {
  return typeof statement === 'string' ? statement.matchAll(/'((?:[^']|'')*)'/g) : [];
}

function add(value: string | undefined, values: Set<string>): void {
  if (value !== undefined && value !== '') values.add(value);
}

/** @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Guide/Regular_expressions#escaping */
function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
