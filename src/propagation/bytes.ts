import { isObject } from '../values';

/** Bytes as JSON has them: numbers, of which some runtimes write those above 127 as negative ones. */
export function bytesOf(list: unknown): Buffer | undefined {
  if (!Array.isArray(list) || !list.every(isByte)) return undefined;
  return Buffer.from(list);
}

/** The text of a header as an event of Lambda or of Pipes has it: a list of bytes, alone or as a member. */
export function textOfBytes(value: unknown): string | undefined {
  const bytes = bytesOf(isObject(value) && !Array.isArray(value) ? value['bytes'] : value);
  return bytes?.toString('utf8');
}

function isByte(byte: unknown): boolean {
  return typeof byte === 'number' && Number.isInteger(byte) && byte >= -128 && byte <= 255;
}
