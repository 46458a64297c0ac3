import { rangeOf } from './histogram';
import type { Measured, MetricStore, Series } from './metricStore';
import type { Filter, Plot } from './source';
import type { Listed } from './kept';

/** More lines are a tangle. */
const MAX_LINES = 8;
const PARTS = 60;
/** One failure within milliseconds is no rate of hundreds. */
const LEAST_PART = 1000;

/** Durations and failures over time: by OTLP metrics if they have come and can answer, else counted from the spans. */
export function plotsOf(filter: Filter, rows: readonly Listed[], metrics: MetricStore): Plot[] {
  const measured = canMetricsAnswer(filter) ? metrics.series : [];
  const counted = new Counted(rows);
  const queueTime = meansOf(
    measured.filter(({ metric }) => metric === 'queueTime'),
    filter,
  );
  const durations = measured.filter(({ metric }) => metric === 'processDuration');
  const duration = meansOf(durations, filter);
  const failures = ratesOf(
    durations.filter(({ failed }) => failed),
    filter,
  );
  return [
    plot('Queue time', 'ms', queueTime, counted.queueTime()),
    plot('Process duration', 'ms', duration, counted.duration()),
    // No point of a failure is good news if there are points of processing.
    duration.length > 0
      ? { title: 'Failures', unit: '1/s', from: 'metrics', lines: failures }
      : plot('Failures', '1/s', [], counted.failures()),
  ];
}

type Line = Plot['lines'][number];

function plot(title: string, unit: string, measured: readonly Line[], counted: readonly Line[]): Plot {
  return measured.length > 0
    ? { title, unit, from: 'metrics', lines: measured }
    : { title, unit, from: 'spans', lines: counted };
}

/** Metrics know of queues and times, and of no single message. */
function canMetricsAnswer({ errors, service, outcome, slowerThan, text }: Filter): boolean {
  return errors !== true && [service, outcome, slowerThan, text || undefined].every((each) => each === undefined);
}

function meansOf(series: readonly Series[], filter: Filter): Line[] {
  return linesOf(series, filter, ({ sum, count }) => (count > 0 ? sum / count : undefined));
}

function ratesOf(series: readonly Series[], filter: Filter): Line[] {
  return linesOf(series, filter, ({ count }, seconds) => (seconds > 0 ? count / seconds : undefined));
}

type Say = (measured: Measured, seconds: number) => number | undefined;

function linesOf(
  series: readonly Series[],
  { destination, from = -Infinity, to = Infinity }: Filter,
  say: Say,
): Line[] {
  const byName = new Map<string, Map<number, Measured>>();
  for (const each of series) {
    if (destination !== undefined && each.destination !== destination) continue;
    const points = byName.get(each.destination) ?? new Map<number, Measured>();
    byName.set(each.destination, points);
    for (const { since, at, count, sum } of each.points) {
      if (at < from || at > to) continue;
      // Processes export at the same pace, and never at the same millisecond.
      const second = Math.round(at / 1000) * 1000;
      const known = points.get(second);
      points.set(second, {
        since: known?.since ?? since,
        at: second,
        count: count + (known?.count ?? 0),
        sum: sum + (known?.sum ?? 0),
      });
    }
  }
  const lines = [...byName].map(([name, found]) => {
    const sorted = [...found.values()].toSorted((a, b) => a.at - b.at);
    const points = sorted.flatMap((measured, index): [number, number][] => {
      const value = say(measured, lengthOf(sorted, index) / 1000);
      return value === undefined ? [] : [[measured.at, value]];
    });
    return { name, points };
  });
  return mostPoints(lines);
}

/** In which time a point was measured: since the one before it. */
function lengthOf(sorted: readonly Measured[], index: number): number {
  const [first, second] = sorted;
  const measured = sorted[index];
  const before = sorted[index - 1];
  if (measured === undefined || first === undefined) return 0;
  if (before !== undefined) return measured.at - before.at;
  if (first.since === undefined) return 0;
  // There is no point of a failure while nothing fails, and the first one may say that it began with the failure itself.
  return Math.max(first.at - first.since, (second?.at ?? first.at) - first.at, LEAST_PART);
}

/** The same from spans: means and rates in equal parts of the time. */
class Counted {
  readonly #rows: readonly Listed[];
  readonly #from: number;
  readonly #part: number;

  constructor(rows: readonly Listed[]) {
    this.#rows = rows;
    const [from, to] = rangeOf(rows);
    this.#from = from;
    this.#part = Math.max(1, (to - from) / PARTS);
  }

  queueTime(): Line[] {
    return this.#lines((say) => {
      for (const { summary } of this.#rows) {
        for (const { destination, from, to } of summary.waits) if (to !== undefined) say(destination, to, to - from);
      }
    });
  }

  duration(): Line[] {
    return this.#lines((say) => this.#attempts((destination, start, end) => say(destination, end, end - start)));
  }

  failures(): Line[] {
    return this.#lines(
      (say) => this.#attempts((destination, _, end, failed) => failed && say(destination, end, 1)),
      ({ sum }, part) => sum / (part / 1000),
      Math.max(LEAST_PART, this.#part),
    );
  }

  #attempts(say: (destination: string, start: number, end: number, failed: boolean) => unknown): void {
    for (const { summary } of this.#rows) {
      for (const { destination, attempts } of summary.stations) {
        for (const { span } of attempts) {
          if (span.end !== undefined) say(destination, span.start, span.end, span.failed);
        }
      }
    }
  }

  #lines(
    tell: (say: (name: string, at: number, value: number) => void) => void,
    value = ({ sum, count }: Measured, _: number): number => sum / count,
    length = this.#part,
  ): Line[] {
    const byName = new Map<string, Map<number, Measured>>();
    tell((name, at, said) => {
      const part = Math.floor((at - this.#from) / length);
      // Without times that are absurd.
      if (part < 0 || part > 2 * PARTS) return;
      const parts = byName.get(name) ?? new Map<number, Measured>();
      byName.set(name, parts);
      const known = parts.get(part);
      const middle = this.#from + (part + 0.5) * length;
      parts.set(part, { since: undefined, at: middle, count: (known?.count ?? 0) + 1, sum: (known?.sum ?? 0) + said });
    });
    return mostPoints(
      [...byName].map(([name, parts]) => ({
        name,
        points: [...parts.values()]
          .toSorted((a, b) => a.at - b.at)
          .map((each): [number, number] => [each.at, value(each, length)]),
      })),
    );
  }
}

function mostPoints(lines: readonly Line[]): Line[] {
  return lines
    .filter(({ points }) => points.length > 0)
    .toSorted((a, b) => b.points.length - a.points.length || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_LINES);
}
