import { isBytes } from '../../values';

/** Bytes of a body that is text or bytes; undefined for any other. */
export function bodySize(body: unknown): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return isBytes(body) ? body.byteLength : undefined;
}

/** Bytes of what is encoded in base64. */
export function encodedBytes(base64: unknown): number | undefined {
  if (typeof base64 !== 'string') return undefined;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}
