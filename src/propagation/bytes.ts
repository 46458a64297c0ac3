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

/**
 * What an event of AWS has in base64. A pipe that transforms its input may have decoded it already: what is no base64 is
 * what was sent.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html#input-transform-implicit
 */
export function decodedPart(part: unknown): unknown {
  if (typeof part !== 'string') return part;
  const bytes = Buffer.from(part, 'base64');
  return bytes.toString('base64') === part ? bytes : part;
}
