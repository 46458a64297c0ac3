import type { Concealment } from './concealment';
import { type LeafRules, concealLeaves } from './leaves';
import { concealLiterals } from './literals';
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

/** Those that may have values in their text: PartiQL, and by mistake expressions, which is what an error is about then. */
const TEXTS: ReadonlySet<string> = new Set([
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'Statement',
  'UpdateExpression',
]);

const RULES: LeafRules = { numbers: true, parts: false, minLength: 1 };
const MAX_DEPTH = 16;

/**
 * Conceals the values of keys, items and expressions in a request. DynamoDB quotes some of them in its errors ("The
 * parameter cannot be converted to a numeric value: ..."). The document client quotes values that it cannot convert.
 */
export function concealItemValues(input: object, into: Concealment): void {
  look(input, into, 0);
  // What the document client cannot convert back is a number of the response.
  if (/BigInt|SAFE_INTEGER/.test(into.message.slice(0, 1024))) into.numbers();
}

function look(value: object, into: Concealment, depth: number): void {
  if (depth > MAX_DEPTH || into.exhausted) return;
  for (const [name, member] of membersOf(value)) {
    if (HOLDERS.has(name)) concealLeaves(member, into, RULES);
    else if (typeof member === 'string') {
      if (TEXTS.has(name)) concealLiterals(member, into);
    } else if (isObject(member)) look(member, into, depth + 1);
  }
}

/** None of what throws when it is listed; the SDK has stumbled over it, too. */
function membersOf(value: object): [name: string, member: unknown][] {
  try {
    return ArrayBuffer.isView(value) ? [] : Object.entries(value);
  } catch {
    return [];
  }
}
