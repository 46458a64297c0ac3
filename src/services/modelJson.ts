import { type Members, isObject, membersOf, number, parseJson } from '../values';

/** Bytes. A prompt with pictures has megabytes, and the few members that are read are not worth a stop of the loop. */
const MAX_PARSED = 131_072;

/** The JSON in a text or in bytes; undefined if it is something else, or too large to be read. */
export function jsonIn(body: unknown): unknown {
  if (typeof body === 'string') return body.length > MAX_PARSED ? undefined : parseJson(body);
  const bytes = bytesOf(body);
  return bytes === undefined || bytes.byteLength > MAX_PARSED ? undefined : parseJson(bytes.toString('utf8'));
}

/** The same bytes, not a copy of them. */
export function bytesOf(body: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return body instanceof ArrayBuffer ? Buffer.from(body) : undefined;
}

/** The members of an object in a list, of the first one. */
export function firstOf(list: unknown): Members {
  return membersOf(Array.isArray(list) ? (list as unknown[]).find(isObject) : undefined);
}

/** The first of several spellings that has a number which JSON can be. */
export function numberAmong(places: readonly Members[], spellings: readonly string[]): number | undefined {
  return among(places, spellings, number);
}

/** The first of several spellings, at the first place that has one of them in the form that is looked for. */
export function among<T>(
  places: readonly Members[],
  spellings: readonly string[],
  form: (value: unknown) => T | undefined,
): T | undefined {
  for (const place of places) {
    for (const spelling of spellings) {
      const value = form(place[spelling]);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}
