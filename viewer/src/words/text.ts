const PRINTABLE_ASCII = /^[ -~]*$/;
/** Control and format characters (escapes, bidirectional overrides), lone surrogates, line breaks, and blanks after them. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}][\p{C}\p{Z}]*/gu;

/** One line without control characters: a span's name must not be able to turn around what stands beside it. */
export function clean(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.normalize('NFC').replace(UNPRINTABLE, ' ');
}

/** `1 span`, `2 spans`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A duration given in milliseconds, with three digits: `850 µs`, `4.12 ms`, `48 ms`, `1.25 s`, `125 s`. */
export function formatDuration(milliseconds: number): string {
  // The comparisons are with what rounds up to the next unit: never `1000 µs`.
  if (milliseconds < 0.9995) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < 999.5) return `${threeDigits(milliseconds)} ms`;
  return `${threeDigits(milliseconds / 1000)} s`;
}

function threeDigits(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** A long identifier by its first digits. */
export function shortId(id: string): string {
  return id.length > 12 ? id.slice(0, 8) : id;
}

/**
 * Shortens identifiers to a common length at which they differ: 8 digits, and more where the first ones say little
 * (trace ids made for X-Ray start with the time in seconds).
 */
export function distinctShortIds(ids: readonly string[]): (id: string) => string {
  const longest = ids.reduce((most, id) => Math.max(most, id.length), 8);
  const count = new Set(ids).size;
  let length = 8;
  while (length < longest && new Set(ids.map((id) => id.slice(0, length))).size < count) length += 4;
  return (id) => id.slice(0, length);
}
