import { types } from 'node:util';
import { isUtf8 } from 'node:buffer';
import { type Members, isObject, isBytes } from '../../../values';
import { asBuffer } from '../forwardedParts';

/**
 * How a client writes what JSON has no form for, in the headers of AMQP. Undefined: it cannot.
 * @see https://www.rabbitmq.com/amqp-0-9-1-errata#section_3
 */
export interface FieldForms {
  readonly bytes: (bytes: Buffer) => unknown;
  readonly time: (seconds: number) => unknown;
  readonly decimal: (field: object) => unknown;
  readonly number: (value: number) => unknown;
}

/** What amqplib reads, and writes, in the place of a time or a decimal. */
interface Tagged {
  readonly '!': string;
  readonly value: unknown;
}

/** @see https://amqp-node.github.io/amqplib/channel_api.html#table-arguments */
export const AMQPLIB: FieldForms = {
  bytes: (bytes) => bytes,
  time: (value): Tagged => ({ '!': 'timestamp', value }),
  decimal: (field) => field,
  number: (value) => value,
};

/** It has no form for bytes or times: bytes that are text have the same bytes as text. */
export const RABBITMQ_CLIENT: FieldForms = {
  bytes: (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
  time: () => undefined,
  decimal: () => undefined,
  number: (value) => value,
};

const MAX_INT32 = 2 ** 31;
const MAX_INT64 = 2 ** 63;
const MAX_SINGLE = 2 ** 32;

/** It writes numbers in four bytes where eight are needed. */
export const CLOUDAMQP: FieldForms = {
  bytes: (bytes) => bytes,
  time: (seconds) => new Date(seconds * 1000),
  decimal: () => undefined,
  number(value) {
    if (!Number.isInteger(value))
      return Math.abs(value) < MAX_SINGLE && Math.fround(value) !== value ? undefined : value;
    if (Math.abs(value) < MAX_INT32) return value;
    return Math.abs(value) < MAX_INT64 ? BigInt(value) : undefined;
  },
};

/**
 * Headers as a client writes them, whichever client has read them.
 * @param lossy leaves out what it would write as something else
 * @throws TypeError for such a header, if it is not left out
 */
export function fieldsFor(forms: FieldForms, headers: Members, lossy: boolean): Members {
  const fields = Object.entries(headers).map(([name, value]) => [name, fieldFor(forms, value)] as const);
  const lost = fields.find(([name, field]) => field === undefined && headers[name] !== undefined);
  if (lost === undefined) return Object.fromEntries(fields);
  if (!lossy)
    throw new TypeError(`forwardMessage: this publisher's client cannot write the header ${JSON.stringify(lost[0])}`);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

function fieldFor(forms: FieldForms, value: unknown): unknown {
  if (typeof value === 'number') return forms.number(value);
  if (!isObject(value)) return value;
  if (isBytes(value)) return forms.bytes(asBuffer(value));
  if (types.isDate(value)) return forms.time(Math.floor(value.getTime() / 1000));
  if (Array.isArray(value)) return allOf(value.map((part: unknown) => fieldFor(forms, part)));
  const { '!': tag, value: tagged } = value;
  if (tag === 'timestamp' && typeof tagged === 'number') return forms.time(tagged);
  return tag === 'decimal' ? forms.decimal(value) : tableFor(forms, value);
}

/** All of a table, or nothing of it. */
function tableFor(forms: FieldForms, table: Members): Members | undefined {
  const fields = Object.entries(table).map(([name, value]) => [name, fieldFor(forms, value)] as const);
  const whole = fields.every(([name, field]) => field !== undefined || table[name] === undefined);
  return whole ? Object.fromEntries(fields) : undefined;
}

function allOf(parts: unknown[]): unknown[] | undefined {
  return parts.includes(undefined) ? undefined : parts;
}
