/** An object of which nothing is known. */
export type Members = Readonly<Record<string, unknown>>;

/** The first number that a time, 64 bits of nanoseconds, cannot be. */
const NO_TIME = 2 ** 64;
const SURROGATE = /[\uD800-\uDFFF]/;
const HALF = /\p{Surrogate}/gu;
const TIME = /^\d{1,20}$/;

export function hasMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

export function membersOf(value: unknown): Members {
  return hasMembers(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? wellFormed(value) : '';
}

/** Half a character of UTF-16, which JSON can say, has no place in an address, and none in a file. */
export function wellFormed(text: string): string {
  // Nearly no text has any: to look for them costs a fraction of replacing none.
  return SURROGATE.test(text) ? text.replace(HALF, '\uFFFD') : text;
}

/** 64-bit integers are text in JSON, as `NaN` is. A number that a double cannot hold stays text. */
export function numberOf(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return numberOf(String(value));
  if (typeof value !== 'string' || value === '') return undefined;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number;
}

/** Nanoseconds since 1970 as milliseconds; zero is how a time that is not known is written. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return timeOf(String(value));
  if (typeof value === 'number' ? !Number.isInteger(value) : typeof value !== 'string' || !TIME.test(value)) {
    return undefined;
  }
  const nanoseconds = Number(value);
  if (nanoseconds <= 0 || nanoseconds >= NO_TIME) return undefined;
  if (typeof value === 'number') return nanoseconds / 1e6;
  // In two parts: a double has no room for the nanoseconds of today.
  const digits = String(value).padStart(7, '0');
  return Number(digits.slice(0, -6)) + Number(digits.slice(-6)) / 1e6;
}
