import { goalOf, judge } from './goals';
import { DETAILS, type Detail, type Layer, type Mode } from './job';
import { footprintTable, startsTable } from './reportStart';
import { type Added, OTHERS, type Other, type Results, type RowResult } from './results';
import { type Column, NONE, judged, micros, tableOf, thousands } from './table';

const TITLES: Readonly<Record<Layer, string>> = {
  stub: 'stub client: instrumentation alone',
  whole: 'whole call of the SDK, in-memory request handler',
};

/** The results as Markdown. */
export function markdown(results: Results): string {
  const { rows, footprint, starts } = results;
  const groups = new Map<string, RowResult[]>();
  for (const row of rows.toSorted(byModeAndLayer)) {
    const title = titleOf(row.layer, row.mode);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const parts = [origin(results)];
  for (const [title, ofGroup] of groups) parts.push(`**${title}**`, tableOf(ofGroup, TIMES));
  const allocating = rows.filter(({ layer, mode }) => layer === 'stub' && mode !== 'no SDK');
  if (allocating.length > 0) parts.push('**Bytes allocated per call, stub client**', tableOf(allocating, BYTES));
  if (footprint !== undefined) parts.push('**Loading and size**', footprintTable(footprint));
  if (starts !== undefined) parts.push("**Start: the processor's time, ms, and modules**", startsTable(starts));
  parts.push('**Goals**', goalsText(results));
  return parts.join('\n\n');
}

/**
 * What an application waits for, over the stub client: microseconds that a call takes longer, by operation.
 *
 * @public for scripts/docs/tables.mjs, which loads the built module: in a fresh clone nothing is built yet.
 */
export function summary(results: Results): string {
  const names = [...new Set(results.rows.map(({ row }) => row))];
  const added = (name: string, mode: Mode): RowResult['added'] =>
    results.rows.find((each) => each.row === name && each.mode === mode && each.layer === 'stub')?.added ?? {};
  const all = (...each: (Added | undefined)[]): string =>
    each.map((one) => (one === undefined ? NONE : micros(Math.max(0, one.microseconds.median)))).join(' / ');
  const columns: Column<string>[] = [
    { header: 'µs per call', cell: (name) => name },
    {
      header: 'sampled: full / standard / stock',
      cell: (name) => {
        const { full, standard, stock } = added(name, 'sampled');
        return all(full, standard, stock);
      },
    },
    { header: "the API's own share of full", cell: (name) => all(added(name, 'sampled')['full floor']) },
    ...(['unsampled', 'no SDK'] as const).map((mode) => ({
      header: `${mode}: full / stock`,
      cell: (name: string) => all(added(name, mode).full, added(name, mode).stock),
    })),
  ];
  return `${tableOf(names, columns)}\n\n${origin(results)}`;
}

const MODE_ORDER: readonly Mode[] = ['sampled', 'unsampled', 'metrics', 'no SDK'];

function byModeAndLayer(a: RowResult, b: RowResult): number {
  if (a.layer !== b.layer) return a.layer === 'stub' ? -1 : 1;
  return MODE_ORDER.indexOf(a.mode) - MODE_ORDER.indexOf(b.mode);
}

function titleOf(layer: Layer, mode: Mode): string {
  const listening = mode === 'metrics' ? 'sampled, with a MeterProvider' : mode;
  return `Added per call, µs: ${listening} (${TITLES[layer]})`;
}

function origin({ date, node, rounds, versions }: Results): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured ${date} on Node.js ${node}, ${rounds} rounds: ${list.join(', ')}.`;
}

const TIMES: readonly Column<RowResult>[] = [
  { header: 'operation', cell: ({ row }) => row },
  { header: 'uninstrumented', cell: ({ baseline }) => micros(baseline.median) },
  { header: 'stock', cell: ({ added }) => spread(added.stock) },
  ...DETAILS.flatMap((detail) => [
    { header: detail, cell: ({ added }: RowResult) => spread(added[detail]) },
    { header: 'its floor', cell: ({ added }: RowResult) => spread(added[`${detail} floor`]) },
    ...OTHERS.map((other) => ({ header: `${detail} ÷ ${other}`, cell: (row: RowResult) => ratio(row, detail, other) })),
  ]),
];

const BYTES: readonly Column<RowResult>[] = [
  { header: 'operation', cell: ({ row }) => row },
  { header: 'mode', cell: ({ mode }) => mode },
  { header: 'uninstrumented', cell: ({ baselineBytes }) => thousands(baselineBytes) },
  ...(['stock', 'full', 'full floor', 'standard', 'standard floor'] as const).map((variant) => ({
    header: `${variant} adds`,
    cell: ({ added }: RowResult) => {
      const ofVariant = added[variant];
      return ofVariant === undefined ? NONE : thousands(ofVariant.bytes);
    },
  })),
];

/** Median and quartiles. */
function spread(added: Added | undefined): string {
  if (added === undefined) return NONE;
  const { lower, median, upper } = added.microseconds;
  return `${micros(median)} [${micros(lower)}–${micros(upper)}]`;
}

function ratio(result: RowResult, detail: Detail, other: Other): string {
  const found = result.ratios[`${detail} ÷ ${other}`];
  if (found === undefined) return NONE;
  const { lower, median, upper } = found;
  const most = goalOf(result, detail, other);
  const shown = most === undefined ? median.toFixed(2) : judged(median, most);
  return `${shown} [${lower.toFixed(2)}–${upper.toFixed(2)}]`;
}

function goalsText(results: Results): string {
  const all = judge(results);
  const missed = all.filter(({ value, most }) => value > most);
  const list = missed.map(({ what, value, most }) => `- ${what}: ${judged(value, most)}`);
  return [`${all.length - missed.length} of ${all.length} are met.`, ...(list.length === 0 ? [] : ['', ...list])].join(
    '\n',
  );
}
