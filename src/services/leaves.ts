import type { Concealment } from './concealment';
import { isObject } from '../values';

/** Which plain values count. */
export interface LeafRules {
  readonly numbers: boolean;
  /** Whether a part of a text is looked for, too: services parse bodies, and no items. */
  readonly parts: boolean;
  /** Characters. What is shorter is quoted by accident only. */
  readonly minLength: number;
}

/** DynamoDB nests 32 levels. */
const MAX_DEPTH = 64;
/** As many bytes as are enough to fill what is shown of a message, in any spelling. */
const MAX_BYTES = 1024;
/** Of a body or a payload, what is looked at for a part of it: most services take no more. */
const MAX_PARSED = 1_048_576;

/**
 * Conceals every value below a value: plain ones, those in lists, sets and maps, and what is no plain value by its text
 * forms, as the SDK prints them ("Unsupported type passed: ..."). A stream is nothing but itself.
 * @param path the objects above, so that a cycle ends
 */
export function concealLeaves(value: unknown, into: Concealment, rules: LeafRules, path: object[] = []): void {
  if (into.exhausted) return;
  if (typeof value === 'string') {
    if (value.length >= rules.minLength) concealText(value, into, rules);
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    if (rules.numbers) into.value(String(value));
  } else if (typeof value === 'function') into.value(String(value));
  else if (ArrayBuffer.isView(value)) concealBytes(value, into, rules);
  else if (isObject(value) && !path.includes(value)) {
    if (path.length >= MAX_DEPTH) return into.exhaust();
    path.push(value);
    concealMembers(value, into, rules, path);
    path.pop();
  }
}

function concealText(value: string, into: Concealment, { parts }: LeafRules): void {
  into.value(value);
  if (parts) into.parts(value.length > MAX_PARSED ? value.slice(0, MAX_PARSED) : value);
}

function concealMembers(value: object, into: Concealment, rules: LeafRules, path: object[]): void {
  try {
    if (isPlain(value)) {
      // Faster than a list of the keys, for requests of a hundred thousand values.
      for (const name in value) {
        const member = (value as Record<string, unknown>)[name];
        if (typeof member !== 'string') concealLeaves(member, into, rules, path);
        else if (member.length >= rules.minLength) concealText(member, into, rules);
      }
      return;
    }
    if (isStream(value)) return;
    if (Array.isArray(value) || value instanceof Set) {
      for (const entry of value) concealLeaves(entry, into, rules, path);
      return;
    }
    if (value instanceof Map) {
      for (const entry of value.values()) concealLeaves(entry, into, rules, path);
      return;
    }
    if (value instanceof Date) into.value(value.toISOString());
    else for (const entry of Object.values(value)) concealLeaves(entry, into, rules, path);
    // Its class's own text, which is as the SDK prints it.
    const own = ownText(value);
    if (own !== undefined) into.value(own);
  } catch {
    // A member that throws when it is read: the SDK has stumbled over it, too, and has not seen its value.
  }
}

/** As text, in base64 as it is sent, and as arrays of bytes are printed. */
function concealBytes(view: ArrayBufferView, into: Concealment, { parts }: LeafRules): void {
  if (parts && into.quotes) into.parts(textOf(view));
  const bytes = Buffer.from(view.buffer, view.byteOffset, Math.min(view.byteLength, MAX_BYTES));
  const [first] = bytes;
  if (first === undefined) return;
  if (first > 127 || into.mayQuote(bytes.toString('latin1', 0, 2))) into.value(bytes.toString('utf8'));
  // Whole groups of three bytes: what follows is spelled otherwise where the text goes on.
  const whole = bytes.length === view.byteLength ? bytes : bytes.subarray(0, 768);
  if (into.mayQuote(bytes.subarray(0, 3).toString('base64'))) into.value(whole.toString('base64').replace(/=+$/, ''));
  if (into.mayQuote(`${first},`)) {
    into.spend(bytes.length);
    into.value(bytes.join(','));
    into.value(bytes.join(', '));
  }
}

function textOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, Math.min(byteLength, MAX_PARSED)).toString('utf8');
}

function isStream(value: object): boolean {
  return 'pipe' in value || 'getReader' in value || Symbol.asyncIterator in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function ownText(value: object): string | undefined {
  const members = value as Readonly<Record<PropertyKey, unknown>>;
  const prints = [members[Symbol.toPrimitive], members['toString']];
  const printed: unknown = value;
  return prints.some((each) => typeof each === 'function' && each !== Object.prototype.toString)
    ? String(printed)
    : undefined;
}
