import type { Detail, Mode } from './job';
import type { Other, Results, RowResult } from './results';

/** How much of the other one's cost this package may have at most. */
interface RowGoal {
  /** All rows, if there is none. */
  readonly row?: string;
  readonly mode: Mode;
  readonly other: Other;
  readonly most: Readonly<Partial<Record<Detail, number>>>;
}

/** One for a row itself comes before one for all rows. */
const ROW_GOALS: readonly RowGoal[] = [
  { row: 'SendMessage', mode: 'sampled', other: 'stock', most: { full: 0.6, standard: 0.5 } },
  { row: 'SendMessageBatch × 10, one context', mode: 'sampled', other: 'stock', most: { full: 0.65, standard: 0.55 } },
  { row: 'SendMessageBatch × 10', mode: 'sampled', other: 'floor', most: { full: 1.25, standard: 1.25 } },
  { row: 'ReceiveMessage × 10', mode: 'sampled', other: 'stock', most: { full: 0.65, standard: 0.6 } },
  { row: 'Lambda Invoke', mode: 'sampled', other: 'stock', most: { full: 0.5, standard: 0.45 } },
  { mode: 'sampled', other: 'floor', most: { full: 1.3, standard: 1.3 } },
  { mode: 'unsampled', other: 'floor', most: { full: 1.2 } },
  { row: 'SendMessage', mode: 'metrics', other: 'floor', most: { full: 1.25 } },
];

const IMPORT_SHARE = 0.5;
const START_SHARE = { time: 0.7, modules: 0.5 };

/** A goal, and what was measured. */
export interface Judged {
  readonly what: string;
  readonly value: number;
  readonly most: number;
}

/** What a row in a mode may have at most, if that is a goal; goals are for a stub client, where nothing else counts. */
export function goalOf({ row, mode, layer }: RowResult, detail: Detail, other: Other): number | undefined {
  if (layer !== 'stub') return undefined;
  const goals = ROW_GOALS.filter((goal) => goal.mode === mode && goal.other === other);
  return (goals.find((goal) => goal.row === row) ?? goals.find((goal) => goal.row === undefined))?.most[detail];
}

/** Every goal that something was measured for. */
export function judge({ rows, footprint, starts = [] }: Results): Judged[] {
  const judged = rows.flatMap(judgeRow);
  if (footprint !== undefined) {
    const { importMilliseconds: time, modules } = footprint;
    judged.push({ what: 'import ÷ stock: time', value: time.ours.median / time.stock.median, most: IMPORT_SHARE });
    judged.push({ what: 'import ÷ stock: modules', value: modules.ours / modules.stock, most: IMPORT_SHARE });
  }
  for (const { node, entry, option, shares } of starts) {
    const what = `register ÷ stock register, Node.js ${node}, ${entry}, ${option}`;
    if (shares === undefined) continue;
    judged.push({ what: `${what}: time`, value: shares.time, most: START_SHARE.time });
    judged.push({ what: `${what}: modules`, value: shares.modules, most: START_SHARE.modules });
  }
  return judged;
}

function judgeRow(result: RowResult): Judged[] {
  const judged: Judged[] = [];
  for (const [name, ratio] of Object.entries(result.ratios)) {
    const [detail, other] = name.split(' ÷ ') as [Detail, Other];
    const most = goalOf(result, detail, other);
    if (most === undefined) continue;
    judged.push({ what: `${result.row}, ${result.mode}: ${name}`, value: ratio.median, most });
  }
  return judged;
}
