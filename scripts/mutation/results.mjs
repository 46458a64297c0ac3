import { readFileSync, writeFileSync } from 'node:fs';
import { ROOMS } from './rooms.mjs';

const FILE = new URL('results.json', import.meta.url);

/** @returns {import('./evaluate.mjs').Row[]} the rooms as they were when they were last written */
export function readResults() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** @param {readonly import('./evaluate.mjs').Row[]} results of rooms of which all was tried */
export function writeResults(results) {
  const rows = new Map([...readResults(), ...results].map((row) => [row.room, row]));
  const ordered = ROOMS.flatMap(({ name }) => rows.get(name) ?? []);
  writeFileSync(FILE, `[\n${ordered.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}
