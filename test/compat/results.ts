import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import type { Cell, Sdk } from './matrix';

const FILE = join(PROJECT_ROOT, 'test', 'compat', 'results.json');

/** One row of the support table: what holds for a release of the SDK. */
export interface Row extends Sdk {
  /** By release line of OpenTelemetry: the major versions of Node.js on which all of its cells hold. */
  readonly openTelemetry: Readonly<Record<string, readonly number[]>>;
}

/** The support table of a matrix all of whose cells hold. */
export function rowsOf(held: readonly Cell[]): Row[] {
  return [...new Set(held.map(({ sdk }) => sdk))].map((sdk) => {
    const ofSdk = held.filter((cell) => cell.sdk === sdk);
    const lines = [...new Set(ofSdk.map(({ openTelemetry }) => openTelemetry.line))];
    const nodesOf = (line: string): number[] => [
      ...new Set(ofSdk.filter(({ openTelemetry }) => openTelemetry.line === line).map(({ node }) => node)),
    ];
    return { ...sdk, openTelemetry: Object.fromEntries(lines.map((line) => [line, nodesOf(line)])) };
  });
}

/** The committed results; the README's table comes from them. */
export function readResults(): Row[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Row[];
}

export function writeResults(rows: readonly Row[]): void {
  writeFileSync(FILE, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}
