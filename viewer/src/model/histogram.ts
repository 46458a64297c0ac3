import type { Histogram } from './source';
import type { Listed } from './kept';

const PARTS = 60;
/** Spans with absurd times are far from all others. */
const GAP = 90 * 86_400_000;

/** How many messages were sent when. */
export function histogramOf(rows: readonly Listed[]): Histogram {
  const [from, to] = rangeOf(rows);
  const counts = Array.from({ length: PARTS }, () => 0);
  const failed = Array.from({ length: PARTS }, () => 0);
  const length = Math.max(to - from, 1);
  for (const { summary } of rows) {
    const { sentAt, error, failedAttempts } = summary.row;
    if (sentAt < from || sentAt > to) continue;
    const part = Math.min(PARTS - 1, Math.floor(((sentAt - from) / length) * PARTS));
    counts[part] = (counts[part] ?? 0) + 1;
    if (error !== undefined || failedAttempts > 0) failed[part] = (failed[part] ?? 0) + 1;
  }
  return { from, to: from + length, counts, failed };
}

/** The time in which most rows are: without what is months away from them. @param rows the newest first */
export function rangeOf(rows: readonly Listed[]): readonly [from: number, to: number] {
  return clusterOf(rows.map(({ summary }) => summary.row.sentAt));
}

/** The largest group of times without a gap of months in it. @param times sorted, in either direction */
export function clusterOf(times: readonly number[]): readonly [from: number, to: number] {
  let best: readonly [first: number, last: number] = [0, -1];
  let first = 0;
  for (let at = 1; at <= times.length; at += 1) {
    const next = times[at];
    if (next !== undefined && Math.abs(next - (times[at - 1] ?? next)) < GAP) continue;
    if (at - 1 - first > best[1] - best[0]) best = [first, at - 1];
    first = at;
  }
  const [a = 0, b = a] = [times[best[0]], times[best[1]]];
  return [Math.min(a, b), Math.max(a, b)];
}
