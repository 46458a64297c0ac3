import { formatDuration } from '../src/text';
import { byId } from './dom.mjs';

/** @type {import('../src/reportData').ReportData} */
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
 * What the clock says of a span: an open one has no length.
 *
 * @param {number | undefined} length
 */
export function duration(length) {
  return length === undefined ? 'open' : formatDuration(length);
}
