import { isObject } from '../values';

/** The members of a request, at any depth, that hold values of keys, of items and of expressions. */
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
 * The values of keys, items and expressions in a request: DynamoDB quotes some in its errors ("The parameter cannot be
 * converted to a numeric value: ..."), and so does the document client with what it cannot convert.
 * @returns undefined if there are none
 */
export function itemValues(input: object): RegExp | undefined {
  const values = new Set<string>();
  try {
    collect(input, false, values, new Set());
  } catch {
    // A getter that throws; the SDK has stumbled over it, too.
  }
  if (values.size === 0) return undefined;
  // A value that begins with another one goes first, and whole words only: else a key `a` garbles every message.
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

/** The document client also takes sets and maps. */
function collectionEntries(value: object): [name: string, member: unknown][] {
  if (value instanceof Set || value instanceof Map) return [...value.values()].map((member: unknown) => ['', member]);
  return Object.entries(value);
}

/** PartiQL may have its values in the text of the statement. */
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
