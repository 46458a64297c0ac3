import type { Footprint } from './results';
import type { StartResult } from './start';
import type { Quartiles } from './statistics';
import { type Column, NONE, kilobytes, tableOf } from './table';

export function footprintTable({ importMilliseconds, modules, bundles, installed }: Footprint): string {
  const { stock, ours } = importMilliseconds;
  const rows: readonly (readonly string[])[] = [
    ['import, ms', spread(stock), spread(ours), (ours.median / stock.median).toFixed(2)],
    ['modules', `${modules.stock}`, `${modules.ours}`, (modules.ours / modules.stock).toFixed(2)],
    ['published files', kilobytes(installed.stock), kilobytes(installed.ours), NONE],
    ...bundles.map(({ name, bytes, gzipped }) => [
      `bundle of \`${name}\`, minified (gzipped)`,
      NONE,
      `${kilobytes(bytes)} (${kilobytes(gzipped)})`,
      NONE,
    ]),
  ];
  const headers = ['', 'stock', 'ours', 'ours ÷ stock'];
  return tableOf(
    rows,
    headers.map((header, at) => ({ header, cell: (cells) => cells[at] ?? NONE })),
  );
}

/** One row for each way to start, and one column for each kind of application. */
export function startsTable(starts: readonly StartResult[]): string {
  const names = [...new Set(starts.flatMap(({ ways }) => Object.keys(ways)))];
  const columns: Column<string>[] = starts.map(({ node, entry, option, ways }) => ({
    header: `Node.js ${node}, ${entry}, \`${option}\``,
    cell: (name) => {
      const way = ways[name];
      return way === undefined ? NONE : `${spread(way.milliseconds, 0)}, ${way.modules}`;
    },
  }));
  const shares = starts.map(({ node, entry, option, shares: of }) =>
    of === undefined
      ? ''
      : `- Node.js ${node}, ${entry}, \`${option}\`: time ${of.time.toFixed(2)}, modules ${of.modules.toFixed(2)}`,
  );
  const table = tableOf(names, [{ header: '', cell: (name) => name }, ...columns]);
  return `${table}\n\nWhat \`register\` adds, divided by what the stock one adds:\n\n${shares.join('\n')}`;
}

function spread({ lower, median, upper }: Quartiles, digits = 1): string {
  return `${median.toFixed(digits)} [${lower.toFixed(digits)}–${upper.toFixed(digits)}]`;
}
