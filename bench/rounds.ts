import { run } from './children';
import {
  type Job,
  type Layer,
  type Mode,
  type Plan,
  type Report,
  type SpanRecord,
  VARIANTS,
  type Variant,
} from './job';
import type { Added, RowResult } from './results';
import { DELETE, RECEIVE, type Row } from './rows';
import { median, quantile, quartiles } from './statistics';

/** One row in one mode on one layer. */
export interface Case {
  readonly row: Row;
  readonly mode: Mode;
  readonly layer: Layer;
}

type ByVariant = Record<Variant, Report[]>;

/**
 * Measures all cases round by round, every variant in a process of its own, in an order that moves on with each round:
 * whatever else the machine does meets all variants alike.
 */
export async function measure(
  cases: readonly Case[],
  rounds: number,
  planOf: (layer: Layer) => Plan,
  progress: (text: string) => void,
): Promise<RowResult[]> {
  const telemetry = new Map<Row, readonly SpanRecord[]>();
  const rows = [...cases.map(({ row }) => row), RECEIVE, DELETE];
  for (const row of rows) if (!telemetry.has(row)) telemetry.set(row, await recorded(row));
  const reports = new Map<Case, ByVariant>();
  for (const one of cases) reports.set(one, { uninstrumented: [], stock: [], ours: [], floor: [] });
  for (let round = 0; round < rounds; round++) {
    for (const [one, ofCase] of reports) {
      const { row, mode, layer } = one;
      progress(`round ${round + 1}/${rounds}: ${row.name}, ${mode}, ${layer}`);
      for (const variant of variantsOf(row, round)) {
        const job: Job = {
          task: 'measure',
          row: row.name,
          variant,
          mode,
          layer,
          plan: planOf(layer),
          telemetry: variant === 'floor' ? (telemetry.get(row) ?? []) : [],
          otherTelemetry: variant === 'floor' ? (telemetry.get(row === RECEIVE ? DELETE : RECEIVE) ?? []) : [],
        };
        ofCase[variant].push(await run(job));
      }
    }
  }
  return [...reports].map(([one, ofCase]) => resultOf(one, ofCase));
}

function variantsOf({ oursOnly }: Row, round: number): Variant[] {
  const variants = VARIANTS.filter((variant) => variant !== 'stock' || oursOnly !== true);
  const first = round % variants.length;
  return [...variants.slice(first), ...variants.slice(0, first)];
}

/** The telemetry of this package, for the floor to do the same. */
async function recorded(row: Row): Promise<readonly SpanRecord[]> {
  const plan = { warmUpBatches: 0, batches: 0, calls: 0 };
  const job = {
    row: row.name,
    variant: 'ours',
    mode: 'sampled',
    layer: 'stub',
    plan,
    telemetry: [],
    otherTelemetry: [],
  } as const;
  const { telemetry } = await run({ task: 'record', ...job });
  return telemetry;
}

function resultOf({ row, mode, layer }: Case, reports: ByVariant): RowResult {
  const baseline = reports.uninstrumented.map(timeOf);
  const baselineBytes = median(reports.uninstrumented.map(({ bytes }) => bytes));
  const added = (variant: Variant): Added | undefined => {
    const ofVariant = reports[variant];
    if (ofVariant.length === 0) return undefined;
    return {
      microseconds: quartiles(ofVariant.map((report, round) => timeOf(report) - (baseline[round] ?? Number.NaN))),
      bytes: Math.round(median(ofVariant.map(({ bytes }) => bytes)) - baselineBytes),
      spans: ofVariant[0]?.spansPerCall ?? 0,
    };
  };
  const [stock, ours, floor] = [added('stock'), added('ours'), added('floor')];
  return {
    row: row.name,
    mode,
    layer,
    baseline: quartiles(baseline),
    baselineBytes,
    added: { ...(stock && { stock }), ...(ours && { ours }), ...(floor && { floor }) },
  };
}

/** The lower quartile of the batches: what a call costs when nothing else gets in its way. */
function timeOf(report: Report): number {
  return quantile(report.microseconds, 0.25);
}
