import { BUNDLE_BYTES, FLOOR_RATIO, FLOOR_ROWS, IMPORT_SHARE, STOCK_SHARE } from './goals';
import type { Layer, Mode } from './job';
import type { Added, Footprint, Results, RowResult } from './results';
import type { Quartiles } from './statistics';

const TITLES: Readonly<Record<Layer, string>> = {
  stub: 'stub client: instrumentation alone',
  whole: 'whole call of the SDK, in-memory request handler',
};

/** The results as Markdown. */
export function markdown(results: Results): string {
  const { rows, footprint } = results;
  const groups = new Map<string, RowResult[]>();
  for (const row of rows) {
    const title = titleOf(row.layer, row.mode);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const parts = [origin(results)];
  for (const [title, ofGroup] of groups) parts.push(`**${title}**`, timesTable(ofGroup));
  const allocating = rows.filter(({ layer }) => layer === 'stub');
  if (allocating.length > 0) parts.push('**Bytes allocated per call, stub client**', bytesTable(allocating));
  if (footprint !== undefined) parts.push('**Loading and size**', footprintTable(footprint));
  return parts.join('\n\n');
}

/**
 * What an application waits for, over the stub client: microseconds that a call takes longer, by operation.
 *
 * @public for scripts/docs/tables.mjs, which loads the built module: in a fresh clone nothing is built yet.
 */
export function summary(results: Results): string {
  const names = [...new Set(results.rows.map(({ row }) => row))];
  const find = (name: string, mode: Mode): RowResult | undefined =>
    results.rows.find((each) => each.row === name && each.mode === mode && each.layer === 'stub');
  const median = (added: Added | undefined): string =>
    added === undefined ? '-' : micros(Math.max(0, added.microseconds.median));
  const rows = names.map((name) => {
    const [sampled, unsampled, off] = (['sampled', 'unsampled', 'no SDK'] as const).map((mode) => find(name, mode));
    const pair = (of: RowResult | undefined): string => `${median(of?.added.ours)} / ${median(of?.added.stock)}`;
    return [name, pair(sampled), median(sampled?.added.floor), pair(unsampled), pair(off)];
  });
  const headers = ['µs per call: this / stock', 'sampled', "the API's own share", 'unsampled', 'no SDK'];
  return `${table(headers, rows)}\n\n${origin(results)}`;
}

function titleOf(layer: Layer, mode: Mode): string {
  const listening = mode === 'metrics' ? 'sampled, with a MeterProvider' : mode;
  return `Added per call, µs: ${listening} (${TITLES[layer]})`;
}

function origin({ date, node, rounds, versions }: Results): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured ${date} on Node.js ${node}, ${rounds} rounds: ${list.join(', ')}.`;
}

function timesTable(rows: readonly RowResult[]): string {
  return table(
    ['operation', 'uninstrumented', 'stock', 'ours', 'floor', 'ours ÷ stock', 'ours ÷ floor'],
    rows.map(({ row, mode, layer, baseline, added: { stock, ours, floor } }) => [
      row,
      micros(baseline.median),
      spread(stock),
      spread(ours),
      spread(floor),
      ratio(ours, stock, layer === 'stub' ? STOCK_SHARE[mode] : Infinity),
      ratio(ours, floor, layer === 'stub' && mode === 'sampled' && FLOOR_ROWS.includes(row) ? FLOOR_RATIO : Infinity),
    ]),
  );
}

/** Median and quartiles. */
function spread(added: Added | undefined): string {
  if (added === undefined) return '-';
  const { lower, median, upper } = added.microseconds;
  return `${micros(median)} [${micros(lower)}–${micros(upper)}]`;
}

function micros(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 1 : 0);
}

function ratio(ours: Added | undefined, other: Added | undefined, most: number): string {
  if (ours === undefined || other === undefined) return '-';
  return judged(ours.microseconds.median / other.microseconds.median, most);
}

/** A number and, where there is a goal, whether it is reached. */
function judged(value: number, most: number): string {
  const shown = value.toFixed(2);
  return most === Infinity ? shown : `${shown} ${value <= most ? '✓' : '✗'} (≤ ${most})`;
}

function bytesTable(rows: readonly RowResult[]): string {
  return table(
    ['operation', 'mode', 'uninstrumented', 'stock adds', 'ours adds', 'floor adds', 'ours ÷ stock'],
    rows.map(({ row, mode, baselineBytes, added: { stock, ours, floor } }) => [
      row,
      mode,
      thousands(baselineBytes),
      ...[stock, ours, floor].map((added) => (added === undefined ? '-' : thousands(added.bytes))),
      ours === undefined || stock === undefined ? '-' : (ours.bytes / stock.bytes).toFixed(2),
    ]),
  );
}

function footprintTable({ importMilliseconds, modules, bundle, bundleGzipped, installed }: Footprint): string {
  const { stock, ours } = importMilliseconds;
  const range = ({ lower, median, upper }: Quartiles): string =>
    `${median.toFixed(1)} [${lower.toFixed(1)}–${upper.toFixed(1)}]`;
  return table(
    ['', 'stock', 'ours', 'ours ÷ stock'],
    [
      ['import, ms', range(stock), range(ours), judged(ours.median / stock.median, IMPORT_SHARE)],
      ['modules', `${modules.stock}`, `${modules.ours}`, judged(modules.ours / modules.stock, IMPORT_SHARE)],
      ['published files', kilobytes(installed.stock), kilobytes(installed.ours), '-'],
      [
        'bundle of `instrumentClient`, minified',
        '-',
        kilobytes(bundle),
        `${bundle <= BUNDLE_BYTES ? '✓' : '✗'} (≤ 20 KB)`,
      ],
      ['the same, gzipped', '-', kilobytes(bundleGzipped), '-'],
    ],
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = headers.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(headers), line(rule), ...rows.map(line)].join('\n');
}
