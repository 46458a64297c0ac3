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

type Kept = Series & { last: MetricPoint | undefined };

const MAX_SERIES = 500;
const MAX_CHARACTERS = 8 * 2 ** 20;
const MAX_POINTS = 720;
/** Exporters say something each minute, or more often. Milliseconds. */
const SILENCE = 600_000;

/** The latest points of metrics, as differences from export to export. */
export class MetricStore {
  /** Of names of series: each one has the attributes of its process in it. */
  #characters = 0;
  /** In the order in which they last got a point. */
  readonly #series = new Map<string, Kept>();

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

  #seriesOf({ series: key, metric, destination, failed, at }: MetricPoint): Kept | undefined {
    const known = this.#series.get(key);
    if (known === undefined && !this.#hasRoom(at)) return undefined;
    const series = known ?? { metric, destination, failed, points: [], last: undefined };
    // The one that has news goes to the end of the line.
    if (!this.#series.delete(key)) this.#characters += key.length;
    this.#series.set(key, series);
    return series;
  }

  /** A process that has ended says nothing more, and the next one is a series of its own: those that are silent go. */
  #hasRoom(now: number): boolean {
    for (const [key, { last }] of this.#series) {
      if (this.#series.size < MAX_SERIES && this.#characters <= MAX_CHARACTERS) return true;
      // One that comes again would seem to have counted all of it since.
      if (last !== undefined && last.at > now - SILENCE) return false;
      this.#series.delete(key);
      this.#characters -= key.length;
    }
    return true;
  }
}
