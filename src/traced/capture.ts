import { inspect } from 'node:util';
import { beginningOf } from '../values';

const MAX_LENGTH = 256;
const MAX_VALUES = 8;

/**
 * A value as text of at most 256 characters. Strings stay as they are, everything else is shown two levels deep.
 * Getters are not run, and the application's own `inspect` methods are not used.
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
  return text.length > MAX_LENGTH ? `${beginningOf(text, MAX_LENGTH)}...` : text;
}

/** The first eight arguments, each as text of at most 256 characters. */
export function shownAll(values: readonly unknown[]): string[] {
  return values.slice(0, MAX_VALUES).map(shown);
}
