import type { Case } from './cases';
import { run } from './children';
import {
  DETAILS,
  type Detail,
  type Job,
  type Layer,
  NO_TELEMETRY,
  type Plan,
  type Report,
  type Telemetry,
  type Variant,
  detailOf,
  isFloor,
} from './job';
import { resultOf } from './ratios';
import type { RowResult } from './results';
import { DELETE, RECEIVE, type Row } from './rows';

/** One process: a case and its variant, or the baseline that all modes of a row have in common. */
interface Turn {
  readonly of: Case;
  readonly variant: Variant;
  readonly reports: Report[];
}

type Recorded = ReadonlyMap<Row, Readonly<Record<Detail, Telemetry>>>;

/**
 * Measures all cases round by round, every variant in a process of its own, in an order that moves on with each round:
 * whatever else the machine does meets all variants of a row alike.
 */
export async function measure(
  cases: readonly Case[],
  rounds: number,
  planOf: (layer: Layer) => Plan,
  progress: (text: string) => void,
): Promise<RowResult[]> {
  const recorded = await recordAll(cases);
  const groups = groupsOf(cases);
  for (let round = 0; round < rounds; round++) {
    for (const turns of groups) {
      const [{ of: { row, layer } } = missing()] = turns;
      progress(`round ${round + 1}/${rounds}: ${row.name}, ${layer}`);
      for (const turn of rotated(turns, round)) turn.reports.push(await run(jobOf(turn, planOf(layer), recorded)));
    }
  }
  return groups.flatMap(resultsOf);
}

/** The turns of each row and layer. */
function groupsOf(cases: readonly Case[]): Turn[][] {
  const groups = new Map<string, Turn[]>();
  for (const of of cases) {
    const key = `${of.row.name}, ${of.layer}`;
    const turns = groups.get(key) ?? [{ of, variant: 'uninstrumented', reports: [] }];
    for (const variant of of.variants) turns.push({ of, variant, reports: [] });
    groups.set(key, turns);
  }
  return [...groups.values()];
}

function rotated<Each>(all: readonly Each[], by: number): Each[] {
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

function resultsOf([baseline, ...turns]: readonly Turn[]): RowResult[] {
  const cases = [...new Set(turns.map(({ of }) => of))];
  return cases.map((each) => {
    const ofCase = turns.filter(({ of }) => of === each);
    const reports = new Map(ofCase.map(({ variant, reports: ofVariant }) => [variant, ofVariant]));
    return resultOf(each, baseline?.reports ?? [], reports);
  });
}

function jobOf({ of: { row, mode, layer }, variant }: Turn, plan: Plan, recorded: Recorded): Job {
  const detail = isFloor(variant) ? detailOf(variant) : undefined;
  const telemetryOf = (of: Row): Telemetry => (detail && recorded.get(of)?.[detail]) ?? NO_TELEMETRY;
  return {
    task: 'measure',
    row: row.name,
    variant,
    mode,
    layer,
    plan,
    telemetry: telemetryOf(row),
    otherTelemetry: telemetryOf(row === RECEIVE ? DELETE : RECEIVE),
  };
}

/** The telemetry of this package, for the floor to do the same. */
async function recordAll(cases: readonly Case[]): Promise<Recorded> {
  const recorded = new Map<Row, Record<Detail, Telemetry>>();
  for (const row of new Set([...cases.map((each) => each.row), RECEIVE, DELETE])) {
    const of: Record<Detail, Telemetry> = { full: NO_TELEMETRY, standard: NO_TELEMETRY };
    for (const detail of DETAILS) of[detail] = (await run(recordingOf(row, detail))).telemetry;
    recorded.set(row, of);
  }
  return recorded;
}

function recordingOf(row: Row, variant: Detail): Job {
  const plan = { warmUpBatches: 0, batches: 0, calls: 0 };
  const nothing = { telemetry: NO_TELEMETRY, otherTelemetry: NO_TELEMETRY };
  return { task: 'record', row: row.name, variant, mode: 'metrics', layer: 'stub', plan, ...nothing };
}

function missing(): never {
  throw new Error('a group without turns');
}
