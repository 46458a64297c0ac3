import type { MetricPoint } from '../otlp/metrics';

/** What was measured between two exports. */
export interface Measured {
  /** When the time began in which it was measured, if that is known. */
  readonly since: number | undefined;
  readonly at: number;
  readonly count: number;
  readonly sum: number;
}

/** One line of a plot. */
export interface Series {
  readonly metric: MetricPoint['metric'];
  readonly destination: string;
  readonly failed: boolean;
  readonly points: Measured[];
}

const MAX_SERIES = 500;
const MAX_CHARACTERS = 8 * 2 ** 20;
const MAX_POINTS = 720;

/** The latest points of metrics, as differences from export to export. */
export class MetricStore {
  /** Of names of series: each one has the attributes of its process in it. */
  #characters = 0;
  readonly #series = new Map<string, Series & { last: MetricPoint | undefined }>();

  get series(): readonly Series[] {
    return [...this.#series.values()];
  }

  add(points: readonly MetricPoint[]): void {
    for (const point of points) this.#addPoint(point);
  }

  #addPoint(point: MetricPoint): void {
    const series = this.#seriesOf(point);
    if (series === undefined) return;
    const { last } = series;
    // An exporter that sends again what arrived already, or late.
    if (last !== undefined && point.at <= last.at) return;
    series.last = point;
    // A process that has started anew counts from zero.
    const before = point.cumulative && last !== undefined && last.count <= point.count ? last : { count: 0, sum: 0 };
    // What a process had counted before anybody listened is not news.
    if (point.cumulative && last === undefined && point.count === 0) return;
    series.points.push({
      since: last?.at ?? point.since,
      at: point.at,
      count: point.count - before.count,
      sum: point.sum - before.sum,
    });
    if (series.points.length > MAX_POINTS) series.points.shift();
  }

  #seriesOf({ series: key, metric, destination, failed }: MetricPoint) {
    const known = this.#series.get(key);
    if (known !== undefined || this.#series.size >= MAX_SERIES || this.#characters > MAX_CHARACTERS) return known;
    this.#characters += key.length;
    const series = { metric, destination, failed, points: [], last: undefined };
    this.#series.set(key, series);
    return series;
  }
}
