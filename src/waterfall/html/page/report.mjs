import { byId } from './dom.mjs';

/** @type {import('../reportData').ReportData} */
export const report = JSON.parse(byId('data').textContent ?? '');

/** Rows of the spans that a span is below of, or -1. @type {number[]} */
export const parents = [];
/** For each row, the first row that is not below it. @type {number[]} */
export const ends = [];
/** For each row, the number of its trace. @type {number[]} */
export const traceOf = [];

for (const [number, { first, count }] of report.traces.entries()) {
  /** @type {number[]} */
  const open = [];
  for (let row = first; row < first + count; row += 1) {
    const depth = spanAt(row).depth;
    while (open.length > depth) ends[open.pop() ?? 0] = row;
    parents[row] = open.at(-1) ?? -1;
    traceOf[row] = number;
    open.push(row);
  }
  for (const row of open) ends[row] = first + count;
}

/** @param {number} row */
export function spanAt(row) {
  return report.spans[row];
}

/** @param {number} row */
export function traceAt(row) {
  return report.traces[traceOf[row]];
}

/** @param {number} row */
export function hasChildren(row) {
  return ends[row] > row + 1;
}

/**
 * The row of a span by its `trace/span` identifier, or -1.
 *
 * @param {string} key
 */
export function rowOfKey(key) {
  return report.spans.findIndex((span, row) => keyOf(row) === key);
}

/** @param {number} row */
export function keyOf(row) {
  return `${traceAt(row).id}/${spanAt(row).id}`;
}

/**
 * Milliseconds with three digits.
 *
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const digits = (/** @type {number} */ value) =>
    String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
  if (milliseconds < 0.9995) return `${Math.round(milliseconds * 1000)} µs`;
  return milliseconds < 999.5 ? `${digits(milliseconds)} ms` : `${digits(milliseconds / 1000)} s`;
}
