/** What a decoder of UTF-8 writes in the place of bytes that are no text. https://encoding.spec.whatwg.org/#utf-8-decoder */
const REPLACEMENT = '\uFFFD';

/**
 * A part of a message whose protocol has bytes there; undefined if its client has made a text of it that others may have
 * been. Such a text may have been sent as it is: then it is held back for nothing.
 * @param lossy whether such a text is as good
 */
export function asSent(part: unknown, lossy: boolean): unknown {
  return !lossy && typeof part === 'string' && part.includes(REPLACEMENT) ? undefined : part;
}

/**
 * Whether JSON that was parsed is the same again when it is written: larger numbers have lost their last digits. What the
 * application has made a circle of ends, too.
 */
export function isExact(value: unknown): boolean {
  // A set goes on with what is added while it is looked through.
  const all = new Set<unknown>([value]);
  for (const one of all) {
    if (typeof one === 'number' && !(Number.isSafeInteger(one) || isFraction(one))) return false;
    if (typeof one === 'object' && one !== null) for (const member of Object.values(one)) all.add(member);
  }
  return true;
}

function isFraction(value: number): boolean {
  return Number.isFinite(value) && !Number.isInteger(value);
}
