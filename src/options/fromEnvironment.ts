import { hasLogger } from '../diagnostics/apiGlobals';
import { log } from '../diagnostics/log';
import { writtenOf } from './expectation';
import { type Option, hasVariable, variableOf } from './table';

export type Env = Readonly<Record<string, string | undefined>>;

/** Characters of a value that is quoted. */
const MAX_QUOTED = 64;

/** The last wrong value of each variable: options are read again for each client that is given its own. */
const told = new Map<string, string>();

/**
 * What the variable of an option says; undefined if it says nothing. A value that it cannot have is one warning, and counts
 * as none.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#parsing-empty-value
 */
export function fromEnvironment(name: string, option: Option<unknown>, env: Env): unknown {
  if (!hasVariable(option)) return undefined;
  const variable = variableOf(name);
  const text = env[variable]?.trim();
  if (text === undefined || text === '') return undefined;
  const value = option.expected.parse?.(text);
  if (value === undefined) warnOf(variable, text, option);
  return value;
}

/** The value of a variable, as it is shown. */
export function quotedValue(text: string): string {
  return text.slice(0, MAX_QUOTED);
}

function warnOf(variable: string, text: string, { expected }: Option<unknown>): void {
  // Whoever sets a logger later still gets it.
  if (told.get(variable) === text || !hasLogger()) return;
  told.set(variable, text);
  log.warn(
    `${variable} is '${quotedValue(text)}', which changes nothing: it can be ${writtenOf(expected).replaceAll('`', "'")}`,
  );
}
