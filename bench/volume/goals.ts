import type { Source, Volume, Volumes } from './volumes';

/** How many bytes a step may have at most. */
interface Goal {
  readonly step: string;
  readonly source: Exclude<Source, 'stock'>;
  /** As a share of what the stock package leaves. */
  readonly share?: number;
  readonly bytes?: number;
}

const GOALS: readonly Goal[] = [
  { step: 'send one', source: 'standard', share: 1.2 },
  { step: 'receive one', source: 'standard', share: 1.2 },
  { step: 'delete one', source: 'standard', share: 1.25 },
  { step: 'send ten in a batch', source: 'full', bytes: 6500 },
  { step: 'send ten in a batch', source: 'standard', bytes: 5500 },
];

/** The bytes that a step may have; undefined if there is no goal. */
export function mostBytes(step: string, source: Source, stock: Volume | undefined): number | undefined {
  const goal = GOALS.find((each) => each.step === step && each.source === source);
  return goal?.bytes ?? (goal?.share === undefined || stock === undefined ? undefined : goal.share * stock.bytes);
}

/** What is larger than it may be, in words. */
export function missedGoals(volumes: Volumes): string[] {
  return GOALS.flatMap(({ step, source }) => {
    const stock = volumes[step]?.stock;
    const ours = volumes[step]?.[source];
    const most = mostBytes(step, source, stock);
    if (ours !== undefined && most !== undefined && ours.bytes <= most) return [];
    return `${step}, ${source}: ${ours?.bytes} bytes, at most ${most}`;
  });
}
