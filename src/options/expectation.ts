/** What a value has to be. */
export interface Expectation {
  /** In the words of an error. */
  readonly text: string;
  /** What an environment variable may say of it, where that is something else. */
  readonly written?: string;
  readonly holds: (value: unknown) => boolean;
  /** The value that the text of an environment variable means; undefined if there is none. A function has no text. */
  readonly parse?: (text: string) => unknown;
}

export const aBoolean: Expectation = {
  text: 'a boolean',
  written: '`true` or `false`',
  holds: (value) => typeof value === 'boolean',
  parse: (text) => BOOLEANS.get(plain(text)),
};

export const aFunction: Expectation = { text: 'a function', holds: (value) => typeof value === 'function' };

export const aPositiveInteger: Expectation = {
  text: 'a positive integer',
  holds: (value) => Number.isInteger(value) && Number(value) > 0,
  parse: (text) => (aPositiveInteger.holds(Number(text)) ? Number(text) : undefined),
};

export const aBooleanOrFunction = either(aBoolean, aFunction);

export const strings: Expectation = {
  text: 'an array of strings',
  written: 'a list with commas, or `none`',
  // A hole is no entry, but is sent as one.
  holds: (value) => Array.isArray(value) && Array.from(value).every((entry) => typeof entry === 'string'),
  parse: (text) => {
    const entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    // An empty variable counts as not set, so that a word has to say that there is none.
    return entries.length === 1 && plain(text) === 'none' ? [] : entries;
  },
};

export function oneOf(...choices: string[]): Expectation {
  return {
    text: choices.map((choice) => `'${choice}'`).join(' or '),
    written: choices.map((choice) => `\`${choice}\``).join(' or '),
    holds: (value) => typeof value === 'string' && choices.includes(value),
    parse: (text) => choices.find((choice) => choice === plain(text)),
  };
}

/** What one of several expects. */
export function either(...expectations: Expectation[]): Expectation {
  return {
    text: expectations.map(({ text }) => text).join(' or '),
    written: expectations
      .filter(({ parse }) => parse !== undefined)
      .map(({ written, text }) => written ?? text)
      .join(' or '),
    holds: (value) => expectations.some(({ holds }) => holds(value)),
    parse: (text) => expectations.map(({ parse }) => parse?.(text)).find((value) => value !== undefined),
  };
}

/** What an environment variable may say. */
export function writtenOf({ written, text }: Expectation): string {
  return written ?? text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function plain(text: string): string {
  return text.trim().toLowerCase();
}
