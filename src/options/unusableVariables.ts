import { quotedValue } from './fromEnvironment';
import type { Env } from './fromEnvironment';
import { writtenOf } from './expectation';
import { OPTIONS, type Option, hasVariable, variableOf } from './table';
import { nearest } from './unknownOptions';

/** Something that a variable says, and that counts for nothing. */
export interface Unusable {
  readonly text: string;
  readonly fix: string;
}

const PREFIX = 'OTEL_SQS_';
/** Set by programs, and no setting. */
const OF_PROGRAMS = 'OTEL_SQS_DOCTOR_DIRECTORY';
const MAX_NAME = 64;

const WITH_VARIABLE = Object.entries<Option<unknown>>(OPTIONS).filter(([, option]) => hasVariable(option));

/** Variables whose value their option cannot have. */
export function wrongVariables(env: Env): Unusable[] {
  return WITH_VARIABLE.flatMap(([name, { expected }]) => {
    const variable = variableOf(name);
    const value = env[variable]?.trim() ?? '';
    if (value === '' || expected.parse?.(value) !== undefined) return [];
    const fix = `it can be ${writtenOf(expected).replaceAll('`', "'")}`;
    return [{ text: `${variable} is '${quotedValue(value)}', which changes nothing`, fix }];
  });
}

/** Variables that look like those of options, and are none. */
export function unknownVariables(env: Env): Unusable[] {
  const known = WITH_VARIABLE.map(([name]) => variableOf(name));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && name !== OF_PROGRAMS && !known.includes(name))
    .map((name) => {
      const meant = name.length > MAX_NAME ? undefined : nearest(name, known);
      const text = `there is no variable ${name.slice(0, MAX_NAME)}, which changes nothing`;
      return { text, fix: meant === undefined ? 'take it out, or correct its name' : `did you mean ${meant}?` };
    });
}
