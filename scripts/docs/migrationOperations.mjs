import { readFileSync } from 'node:fs';
import { table } from './markdown.mjs';

/**
 * @typedef {object} Recording what differs between both sides over all operations: a test records it
 * @property {number} operations
 * @property {number} calls
 * @property {{ title: string, why: string, stays: boolean, differs: string[], on: string[] }[]} rows
 */

/**
 * The rules that explain all differences, each with what it explains.
 *
 * @param {Recording} recorded
 * @returns {string}
 * @public a test imports it by path
 */
export function operationTable({ operations, calls, rows }) {
  return [
    `Some ${operations} operations, ${calls.toLocaleString('en')} calls:`,
    '',
    table(
      ['Rule', 'On', 'What differs', 'Why'],
      rows.map(({ title, why, stays, differs, on }) => [
        stays ? title : `${title} ¹`,
        on.join(', '),
        differs.join(', '),
        why,
      ]),
    ),
    '',
    '¹ With `stockNames` as there.',
  ].join('\n');
}

/**
 * The tests of the stock package that do not pass, with the same reason once.
 *
 * @param {{ test: string, why: string }[]} deliberate
 * @returns {string}
 */
export function suiteTable(deliberate) {
  const reasons = new Map();
  for (const { test, why } of deliberate) reasons.set(why, [...(reasons.get(why) ?? []), test]);
  return table(
    ['Tests', 'Why'],
    [...reasons].map(([why, tests]) => [tests.join('; '), why]),
  );
}

/** The table of what was recorded. */
export function recordedOperationTable() {
  const record = new URL('../../test/fixtures/migration/stock-operations.json', import.meta.url);
  return operationTable(JSON.parse(readFileSync(record, 'utf8')));
}
