import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** What has become of one process that did the same thing many times: a row of the table in the documentation. */
export interface Figures {
  readonly what: string;
  readonly mode: string;
  readonly done: number;
  /** Of heap, by which each of them makes the process larger: the slope over all samples. */
  readonly bytesEach: number;
  readonly heapKibibytes: readonly [first: number, last: number];
  /** Of the processor, at the beginning and at the end. */
  readonly microsEach: readonly [first: number, last: number];
  readonly listeners: readonly [before: number, after: number];
  readonly handles: readonly [before: number, after: number];
}

const FILE = join(PROJECT_ROOT, 'test', 'soak', 'results.json');

/** A run in full writes what the documentation shows. */
export function writeResults(figures: readonly Figures[]): void {
  const measured = { node: process.version, date: new Date().toISOString().slice(0, 10), figures };
  writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
