import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../test/support/fixtures';

const FILE = join(PROJECT_ROOT, 'world', 'results.json');

/** Rows of the tables in docs/interop.md, by the name of the table. */
type Results = Readonly<Record<string, readonly object[]>>;

/** The committed rows of a table; none where there is no such table yet. */
export function readResults(table: string): readonly object[] {
  return all()[table] ?? [];
}

export function writeResults(table: string, rows: readonly object[]): void {
  const entries = Object.entries({ ...all(), [table]: rows }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = entries.map(([name, of]) => {
    const lines = of.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
    return `  ${JSON.stringify(name)}: [\n${lines}\n  ]`;
  });
  writeFileSync(FILE, `{\n${text.join(',\n')}\n}\n`);
}

function all(): Results {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Results) : {};
}
