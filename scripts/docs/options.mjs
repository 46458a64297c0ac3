import { interfaceMembers } from './fromSource.mjs';
import { code, table } from './markdown.mjs';

/**
 * @typedef {object} Option
 * @property {{ text: string, written?: string }} expected
 * @property {any} [default]
 * @property {string} docs
 *
 * @typedef {object} OptionsModule src/options/table.ts
 * @property {Record<string, Option>} OPTIONS
 * @property {(option: Option) => boolean} hasVariable
 * @property {(option: string) => string} variableOf
 */

/** What most users set, in the order in which they meet it. */
const FIRST = [
  'ignore',
  'requestHook',
  'responseHook',
  'processHook',
  'propagateMessageContext',
  'consumerRelation',
  'emptyReceives',
  'capturedMessageAttributes',
  'expectedErrors',
  'detail',
];

/**
 * The rows of {@link optionsTable} that the README has room for.
 *
 * @param {OptionsModule} module
 */
export function firstOptionsTable({ OPTIONS }) {
  return table(
    ['Option', 'Default', 'Meaning'],
    FIRST.map((name) => {
      const { default: value, docs } = OPTIONS[name];
      return [code(name), value === undefined ? '-' : [value].flat().map(literal).join(', '), docs];
    }),
  );
}

/** @param {OptionsModule} module */
export function optionsTable({ OPTIONS }) {
  const members = interfaceMembers('options/config.ts', 'SqsInstrumentationConfig');
  const types = new Map(members.map(({ name, type }) => [name, type]));
  return table(
    ['Option', 'Type', 'Default', 'Meaning'],
    // What the interface does not declare is inherited from OpenTelemetry's.
    Object.entries(OPTIONS).map(([name, { default: value, docs }]) => [
      code(name),
      code(types.get(name) ?? typeof value),
      value === undefined ? '-' : [value].flat().map(literal).join(', '),
      docs,
    ]),
  );
}

/**
 * The environment variables of the options that have one.
 *
 * @param {OptionsModule} module
 * @returns {Record<string, import('./variables.mjs').Variable>}
 */
export function variablesOfOptions({ OPTIONS, hasVariable, variableOf }) {
  const options = Object.entries(OPTIONS).filter(([, option]) => hasVariable(option));
  return Object.fromEntries(
    options.map(([name, { default: value, docs, expected }]) => [
      variableOf(name),
      {
        scope: 'always',
        ...(value !== undefined && { default: () => String(value) }),
        text: `${sentence(expected.written ?? expected.text)}, as the option \`${name}\`: ${docs}`,
      },
    ]),
  );
}

/** A value as code. @param {any} value */
function literal(value) {
  return code(typeof value === 'string' ? `'${value}'` : String(value));
}

/** Begins with a capital letter, unless it begins with code. @param {string} text */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
