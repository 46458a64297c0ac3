import { readFileSync, writeFileSync } from 'node:fs';
import { LINES } from './lines.mjs';

const FILE = new URL('results.json', import.meta.url);

/**
 * A line as the documentation tells of it.
 *
 * @typedef {object} Row
 * @property {string} line
 * @property {Readonly<Record<string, string>>} versions
 * @property {number} passed
 * @property {number} skipped
 */

/** @returns {Row[]} the lines that were green when they were last written, in the order of the matrix */
export function readResults() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** @param {readonly import('./runLine.mjs').LineResult[]} results only what is green is written */
export function writeResults(results) {
  const rows = new Map(readResults().map((row) => [row.line, row]));
  for (const { line, versions, passes, failures, pending } of results) {
    if (failures === 0) rows.set(line, { line, versions, passed: passes, skipped: pending });
  }
  const ordered = LINES.flatMap(({ name }) => rows.get(name) ?? []);
  writeFileSync(FILE, `[\n${ordered.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}
