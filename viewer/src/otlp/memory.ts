const WIDE = /[\u0100-\uffff]/;

/**
 * A text that holds nothing but itself. V8 makes a part of a text a window to the whole of it: who keeps the first
 * characters of a megabyte keeps the megabyte.
 * @see https://github.com/nodejs/node/blob/main/deps/v8/src/objects/string.h (SlicedString)
 */
export function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** What a text costs: one character outside of Latin-1 makes all of them two bytes wide. */
export function bytesOfText(text: string): number {
  return WIDE.test(text) ? 2 * text.length : text.length;
}
