import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { code, table } from './markdown.mjs';
import { recordedOperationTable, suiteTable } from './migrationOperations.mjs';
import { extractRegion } from './snippets.mjs';

/**
 * @typedef {object} Span the span of a call on one side of a migration
 * @property {string} name
 * @property {string} kind `PRODUCER`, ...; with the status where that is an error: `CLIENT, ERROR`
 * @property {number} links
 * @property {Record<string, unknown>} attributes
 */

/**
 * @typedef {object} Recording what both sides emitted in the same scenario: the tests of the migrations record it
 * @property {{ call: string, before: Span, after: Span, messagingName?: string }[]} pairs
 * @property {{ call: string, after: Span }[]} extra additional spans of this package
 * @property {string[]} metrics
 */

/** @param {string} which @returns {Recording} */
function recording(which) {
  return JSON.parse(readFileSync(new URL(`../../test/fixtures/migration/${which}.json`, import.meta.url), 'utf8'));
}

/**
 * Names and kinds of spans, before and after.
 *
 * @param {Recording} recorded
 * @returns {string}
 * @public a test imports it by path
 */
export function spanTable({ pairs, extra }) {
  const text = (span) =>
    `${code(span.name)} ${span.kind}${span.links > 0 ? `, ${span.links} link${span.links > 1 ? 's' : ''}` : ''}`;
  const named = pairs.some(({ messagingName }) => messagingName !== undefined);
  return table(
    ['Call', 'Before', 'After', ...(named ? ["After, with `spanNames: 'messaging'`"] : [])],
    [
      ...pairs.map(({ call, before, after, messagingName }) => [
        call,
        text(before),
        text(after),
        ...(named ? [messagingName === undefined ? 'the same' : code(messagingName)] : []),
      ]),
      ...extra.map(({ call, after }) => [call, '-', text(after), ...(named ? ['the same'] : [])]),
    ],
  );
}

/**
 * The attributes before the migration and their replacements, found by value: an attribute with another name that has
 * the same value on the same call replaces the old one.
 *
 * @param {Recording} recorded
 * @returns {string}
 * @public a test imports it by path
 */
export function attributeTable({ pairs }) {
  const calls = pairs.map(({ call }) => call);
  /** @type {Map<string, { name: string, fate: string, calls: string[] }>} */
  const rows = new Map();
  for (const { call, before, after } of pairs) {
    for (const [name, value] of Object.entries(before.attributes)) {
      const fate = fateOf(name, value, before.attributes, after.attributes);
      const row = rows.get(`${name} ${fate}`) ?? { name, fate, calls: [] };
      rows.set(`${name} ${fate}`, { ...row, calls: [...row.calls, call] });
    }
  }
  const sorted = [...rows.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const changed = sorted.filter(({ fate }) => fate !== '');
  const changedNames = new Set(changed.map(({ name }) => name));
  const kept = [...new Set(sorted.map(({ name }) => name))].filter((name) => !changedNames.has(name));
  return [
    table(
      ['Before', 'On', 'After'],
      changed.map((row) => {
        const others = sorted.filter(({ name, fate }) => name === row.name && fate !== row.fate);
        const elsewhere = others.flatMap((other) => other.calls);
        return [code(row.name), where(row.calls, elsewhere, calls), row.fate];
      }),
    ),
    '',
    `The same name and value on both sides: ${kept.map(code).join(', ')}.`,
  ].join('\n');
}

/** Undefined for an attribute that does not change. */
function fateOf(name, value, before, after) {
  const heirs = Object.keys(after).filter(
    // A zero is too frequent to recognise an attribute by it.
    (other) => value !== 0 && isDeepStrictEqual(after[other], value) && !isDeepStrictEqual(before[other], value),
  );
  if (!(name in after)) return heirs.length === 0 ? 'gone' : heirs.map(code).join(', ');
  if (isDeepStrictEqual(after[name], value)) return '';
  const moved = heirs.length === 0 ? '' : `; the old value is ${heirs.map(code).join(', ')}`;
  return `${code(String(value))} is now ${code(String(after[name]))}${moved}`;
}

/**
 * Combines the calls of a service if all of its operations have the attribute with the same result.
 *
 * @param {string[]} on the calls of a row
 * @param {string[]} elsewhere those of the attribute's other rows
 * @param {string[]} all
 */
function where(on, elsewhere, all) {
  if (on.length === all.length) return 'every call';
  const services = [...new Set(on.map(serviceOf))].map((service) => {
    const here = (calls) => calls.filter((call) => serviceOf(call) === service);
    const covered = new Set(here(on).map(operationOf));
    const complete = here(all).every((call) => covered.has(operationOf(call))) && here(elsewhere).length === 0;
    return complete ? service : here(on).join(', ');
  });
  return services.join(', ');
}

/** @param {string} call `SNS.Publish to a phone`: some calls are made in several ways */
function operationOf(call) {
  return call.split(/[ ,]/)[0];
}

/** @param {string} call */
function serviceOf(call) {
  return operationOf(call).split('.')[0];
}

/**
 * The attributes that come in addition, by call.
 *
 * @param {Recording} recorded
 * @returns {string}
 * @public a test imports it by path
 */
export function additionTable({ pairs, extra }) {
  const every = Object.keys(pairs[0]?.after.attributes ?? {}).filter((name) =>
    pairs.every(({ before, after }) => name in after.attributes && !(name in before.attributes)),
  );
  const shown = new Set();
  const added = pairs.map(({ call, before, after }) => {
    const names = Object.keys(after.attributes).filter((name) => !(name in before.attributes) && !every.includes(name));
    // Another way to make a call adds to its row.
    const fresh = names.filter((name) => !shown.has(`${operationOf(call)} ${name}`));
    for (const name of fresh) shown.add(`${operationOf(call)} ${name}`);
    return [call, fresh];
  });
  const rows = [
    ['every call', every],
    ...added,
    ...extra.map(({ call, after }) => [call, Object.keys(after.attributes)]),
  ].map(([call, names]) => [call, names.map(code).join(' ')]);
  return table(
    ['Call', 'New attributes'],
    rows.filter(([, names]) => names !== ''),
  );
}

/**
 * @param {Recording} recorded @returns {string}
 * @public a test imports it by path
 */
export function metricList({ metrics }) {
  return metrics.map((name) => `- ${code(name)}`).join('\n');
}

/**
 * Regions of two files as one diff. Indentation does not count.
 *
 * @param {string} before path from examples/migration
 * @param {string} after
 * @param {string[]} regions
 * @returns {string}
 * @public a test imports it by path
 */
export function diff(before, after, regions) {
  const hunks = regions.map((region) => changes(regionOf(before, region), regionOf(after, region)).join('\n'));
  return ['```diff', hunks.join('\n\n'), '```'].join('\n');
}

/**
 * A region of a file, of Python, too.
 *
 * @param {string} path from examples/migration
 * @param {string} region
 */
function regionOf(path, region) {
  const source = readFileSync(new URL(`../../examples/migration/${path}`, import.meta.url), 'utf8');
  return extractRegion(source.replaceAll(/^(\s*)# (region|endregion)\b/gm, '$1// #$2'), region);
}

/** The longest common subsequence of lines stays. All other lines are removed or added. */
function changes([from, ...before], [to, ...after]) {
  if (from === undefined) return [to, ...after].filter((line) => line !== undefined).map((line) => `+${line}`);
  if (to === undefined) return [from, ...before].map((line) => `-${line}`);
  if (from.trim() === to.trim()) return [` ${to}`, ...changes(before, after)];
  const without = [`-${from}`, ...changes(before, [to, ...after])];
  const added = [`+${to}`, ...changes([from, ...before], after)];
  return unchanged(without) >= unchanged(added) ? without : added;
}

/** @param {string[]} lines */
function unchanged(lines) {
  return lines.filter((line) => line.startsWith(' ')).length;
}

/** @param {string} which */
function tablesOf(which) {
  return {
    [`migration-${which}-spans`]: () => spanTable(recording(which)),
    [`migration-${which}-attributes`]: () => attributeTable(recording(which)),
    [`migration-${which}-additions`]: () => additionTable(recording(which)),
  };
}

const [STOCK, HAND_WRITTEN, BOTOCORE] = ['instrumentation-aws-sdk', 'hand-written-propagation', 'botocore'];

/** The generated blocks of docs/migration that are not snippets. */
export const migrationTables = {
  ...tablesOf('stock'),
  'migration-stock-metrics': () => metricList(recording('stock')),
  'migration-stock-suite': async () => {
    const { DELIBERATE } = await import(new URL('../../build/world/stock/deliberate.js', import.meta.url).href);
    return suiteTable(DELIBERATE);
  },
  'migration-stock-operations': recordedOperationTable,
  'migration-stock-diff': () => diff(`${STOCK}/before.ts`, `${STOCK}/after.ts`, ['import', 'start', 'loop']),
  ...tablesOf('hand-written'),
  'migration-hand-written-diff': () =>
    diff(`${HAND_WRITTEN}/before.ts`, `${HAND_WRITTEN}/after.ts`, ['import', 'send', 'receive']),
  ...tablesOf('botocore'),
  'migration-botocore-diff': () => diff(`${BOTOCORE}/before.py`, `${BOTOCORE}/after.ts`, ['start', 'loop']),
  'migration-botocore-hooks': () => ['```python', ...regionOf(`${BOTOCORE}/before.py`, 'hooks'), '```'].join('\n'),
};
