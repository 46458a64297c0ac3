import { isObject } from '../../../values';

/** What identifies a trace has a few hundred bytes, its baggage 8 KB. */
const MAX_BYTES = 8192;

/**
 * The text of a header in an event: bytes as a list of numbers, also of signed ones as Java has them, or within
 * `{ bytes: [...] }`; anything else as it is.
 */
export function headerBytes(value: unknown): unknown {
  const bytes = isObject(value) && !Array.isArray(value) ? value['bytes'] : value;
  if (!Array.isArray(bytes)) return value;
  if (bytes.length > MAX_BYTES || !bytes.every((byte) => typeof byte === 'number')) return undefined;
  // 8 bits of each: -61 and 195 are one byte.
  return Buffer.from(bytes).toString('utf8');
}
