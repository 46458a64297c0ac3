const ELLIPSIS = '…';
const PRINTABLE_ASCII = /^[ -~]*$/;
/** Control and format characters (escapes, bidirectional overrides), lone surrogates, line breaks, and blanks after them. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}][\p{C}\p{Z}]*/gu;
const ZERO_WIDTH = /^\p{M}$/u;
/** Whatever a terminal may draw two columns wide. Counting too much only shortens a line. */
const WIDE =
  /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\p{Script=Nushu}\p{Script=Khitan_Small_Script}\u2E80-\u303E\u3190-\u33FF\u4DC0-\u4DFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}]$/u;

/** One line without control characters: a span's name must not be able to move the reader's cursor. */
export function clean(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.normalize('NFC').replace(UNPRINTABLE, ' ');
}

/** Columns that a cleaned text takes on a terminal. */
export function columnsOf(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

function columnsOfCharacter(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** At most `width` columns of a cleaned text: what is cut off becomes `…`. */
export function clip(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  if (width < 1) return '';
  return take(text, width - 1) + ELLIPSIS;
}

/** Like {@link clip}, but keeps the end. */
export function clipStart(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  if (width < 1) return '';
  const reversed = (part: string): string => Array.from(part).toReversed().join('');
  return ELLIPSIS + reversed(take(reversed(text), width - 1));
}

/** Exactly `width` columns, cut or filled with blanks on the right. */
export function fit(text: string, width: number): string {
  const clipped = clip(text, width);
  return clipped + ' '.repeat(Math.max(0, width - columnsOf(clipped)));
}

function take(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const character of text) {
    columns += columnsOfCharacter(character);
    if (columns > width) break;
    taken += character;
  }
  return taken;
}

/** `1 span`, `2 spans`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A duration given in milliseconds, with three digits: `850 µs`, `4.12 ms`, `48 ms`, `1.25 s`, `125 s`. */
export function formatDuration(milliseconds: number): string {
  const microseconds = milliseconds * 1000;
  // The comparisons are with what rounds up to the next unit: never `1000 µs`.
  if (microseconds < 999.5) return `${Math.round(microseconds)} µs`;
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
export function distinctShortIds(ids: Iterable<string>): (id: string) => string {
  const all = [...new Set(ids)];
  const longest = all.reduce((most, id) => Math.max(most, id.length), 8);
  let length = 8;
  while (length < longest && new Set(all.map((id) => id.slice(0, length))).size < all.length) length += 4;
  return (id) => id.slice(0, length);
}
