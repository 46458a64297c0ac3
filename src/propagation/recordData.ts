import { isUtf8 } from 'node:buffer';
import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import type { Budget } from './budget';
import { DETAIL_TRACE, type Keeps, injectIntoDetail } from './eventDetail';
import { type Members, isRecord, membersOf } from '../values';

const BRACE = 0x7b;
/** How a JSON object begins in base64: with its brace, or with a blank. */
const OBJECT_IN_BASE64 = /^[eCDI]/;

/**
 * The data of a record of Kinesis, if it may carry a trace context: from the SDK, from Lambda or from a pipe. It is text, or
 * an object: JSON in a record is parsed by a pipe that transforms its input.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html#input-transform-implicit
 */
export function contentOfData(record: Members): unknown {
  const { Data, data, kinesis, eventSource } = record;
  const given = Data ?? data ?? membersOf(kinesis)['data'];
  if (eventSource === 'aws:kinesis' && isRecord(given)) return given;
  if (typeof given === 'string') {
    return OBJECT_IN_BASE64.test(given) ? textIfTraced(Buffer.from(given, 'base64')) : undefined;
  }
  if (!types.isUint8Array(given)) return undefined;
  return textIfTraced(Buffer.from(given.buffer, given.byteOffset, given.byteLength));
}

function textIfTraced(bytes: Buffer): string | undefined {
  return braceOf(bytes) !== undefined && bytes.includes(DETAIL_TRACE) ? bytes.toString('utf8') : undefined;
}

/** Where the JSON object begins, if only blanks stand before it. */
function braceOf(bytes: Buffer): number | undefined {
  const start = bytes.findIndex((byte) => !BLANKS.has(byte));
  return bytes[start] === BRACE ? start : undefined;
}

/**
 * The data of a record with a trace context in it, if it is a JSON object: text stays text, bytes stay bytes, and what is
 * around the context stays the same. An aggregate of the Kinesis Producer Library begins with bytes that are no JSON.
 * @see https://github.com/awslabs/kinesis-aggregation/blob/master/aggregation-format.md
 * @returns undefined if it is anything else, has a context that it keeps, or would be too large
 */
export function injectIntoData(
  data: unknown,
  context: Context,
  budget: Budget,
  keeps?: Keeps,
): string | Uint8Array | undefined {
  if (typeof data === 'string')
    return data.trimStart().startsWith('{') ? injectIntoDetail(data, context, budget, keeps) : undefined;
  if (!types.isUint8Array(data)) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  // Bytes that are no text are no JSON.
  if (braceOf(bytes) === undefined || !isUtf8(bytes)) return undefined;
  const injected = injectIntoDetail(bytes.toString('utf8'), context, budget, keeps);
  return injected === undefined ? undefined : Buffer.from(injected);
}

/** What JSON takes for blanks. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
