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

/** The support table as the cells that were run have it. */
export function rowsOf(run: readonly { readonly cell: Cell; readonly holds: boolean }[]): Row[] {
  const sdks = [...new Set(run.map(({ cell }) => cell.sdk))];
  return sdks.map((sdk) => {
    const ofSdk = run.filter(({ cell }) => cell.sdk === sdk);
    const lines = [...new Set(ofSdk.map(({ cell }) => cell.openTelemetry.line))];
    const nodesOf = (line: string): number[] => {
      const ofLine = ofSdk.filter(({ cell }) => cell.openTelemetry.line === line);
      const nodes = [...new Set(ofLine.map(({ cell }) => cell.node))];
      return nodes.filter((node) => ofLine.every(({ cell, holds }) => cell.node !== node || holds));
    };
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
