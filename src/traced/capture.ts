import { inspect } from 'node:util';

const MAX_LENGTH = 256;
const MAX_VALUES = 8;

/**
 * A value as bounded text: strings as they are, everything else two levels deep. Getters are not run, and classes of
 * the application do not print themselves.
 */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
      : inspect(value, {
          depth: 1,
          breakLength: Infinity,
          customInspect: false,
          getters: false,
          maxArrayLength: MAX_VALUES,
          maxStringLength: MAX_LENGTH,
        });
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

/** Arguments as bounded text, the first few of them. */
export function shownAll(values: readonly unknown[]): string[] {
  return values.slice(0, MAX_VALUES).map(shown);
}
