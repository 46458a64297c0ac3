import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { variablesOfOptions } from './options.mjs';
import { VARIABLES } from './variables.mjs';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** @typedef {import('./variables.mjs').Sources} Sources */

/**
 * The rows of the table: name, default, meaning.
 *
 * @param {Iterable<string>} read the variables that the code reads
 * @param {Sources} sources
 * @param {'always' | 'register'} scope
 * @returns {string[][]}
 */
export function variableRows(read, sources, scope) {
  const variables = { ...VARIABLES, ...variablesOfOptions(sources.options) };
  const names = new Set([...read].map(general));
  const undescribed = [...names].filter((name) => !Object.hasOwn(variables, name));
  const unread = Object.keys(variables).filter((name) => !names.has(name));
  if (undescribed.length > 0) throw new Error(`scripts/docs/variables.mjs does not describe ${undescribed.join(', ')}`);
  if (unread.length > 0) throw new Error(`the code does not read ${unread.join(', ')}`);
  return Object.entries(variables)
    .filter(([, variable]) => variable.scope === scope)
    .map(([name, { default: of, text = '' }]) => [`\`${name}\``, shown(of?.(sources)), text]);
}

/** Each OTLP variable exists for a signal alone, too. @param {string} name */
function general(name) {
  return name.replace(/^(OTEL_EXPORTER_OTLP_)(?:TRACES|METRICS|LOGS)_/, '$1');
}

/** @param {string | undefined} value */
function shown(value) {
  if (value === undefined) return '-';
  return value.includes(' ') ? value : `\`${value}\``;
}

/**
 * The variables that the code reads: those that these functions read from an environment, and those that a source file
 * names.
 *
 * @param {ReadonlyArray<(env: Record<string, string | undefined>) => unknown>} readers
 * @returns {Set<string>}
 */
export function variablesRead(readers) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @type {Record<string, string | undefined>} */
  const nothing = {};
  const env = new Proxy(nothing, {
    get(_, name) {
      if (typeof name === 'string') names.add(name);
      return undefined;
    },
  });
  for (const read of readers) read(env);
  /** @type {Set<string>} */
  const named = new Set();
  for (const file of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const name of variablesNamed(readFileSync(join(SOURCE, file), 'utf8'))) named.add(name);
  }
  return new Set([...names, ...[...named].filter((name) => !isBeginningOf(name, names))]);
}

/** Whether whole names are known for a beginning. @param {string} name @param {Set<string>} names */
function isBeginningOf(name, names) {
  return name.endsWith('*') && [...names].some((known) => known.startsWith(name.slice(0, -1)));
}

/**
 * The variables that a source names in full, and the beginnings of names that it builds: `OTEL_BSP_*`.
 *
 * @public a test imports it by path
 * @param {string} source
 * @returns {string[]}
 */
export function variablesNamed(source) {
  const whole = [...source.matchAll(/'(OTEL_[A-Z0-9_]*[A-Z0-9])'|\benv(?:\.|\[')([A-Z][A-Z0-9_]+)/g)];
  const beginnings = [...source.matchAll(/`(OTEL_[A-Z0-9_]+_)\$\{/g)];
  return [...whole.map(([, literal, key]) => literal ?? key), ...beginnings.map(([, start]) => `${start}*`)];
}
