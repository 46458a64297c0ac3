import type { Attributes } from '@opentelemetry/api';
import type { ServerAddress } from '../semconv/aws';
import { METRICS, type MetricKey } from '../semconv/metrics';
import { besideSpan, haveSameSources, metricAttributes, pointSources, seriesOf } from '../semconv/metricAttributes';
import { BoundedMap } from './boundedMap';

/** A worker has a handful of destinations; the bound is for applications that make them up as they go. */
const MAX_SERIES = 200;

/** The attributes of the points of calls that are alike, one set for each metric. */
export class PointSet {
  readonly #of: Attributes;
  readonly #beside: Attributes;
  readonly #server: ServerAddress | undefined;
  readonly #sets: Partial<Record<MetricKey, Readonly<Attributes>>> = {};

  constructor(of: Attributes, server?: ServerAddress) {
    this.#of = pointSources(of);
    this.#server = server;
    this.#beside = besideSpan(server);
  }

  /** Whether the points of a call have the same attributes. */
  isOf(of: Attributes, server: ServerAddress | undefined): boolean {
    if (server?.address !== this.#server?.address || server?.port !== this.#server?.port) return false;
    return haveSameSources(this.#of, of);
  }

  /** A copy for each point: a view of the application may change what it is given. */
  attributes(key: MetricKey, errorType: string | undefined): Attributes {
    if (errorType !== undefined) return metricAttributes(METRICS[key], this.#of, errorType, this.#beside);
    return { ...(this.#sets[key] ??= metricAttributes(METRICS[key], this.#of, undefined, this.#beside)) };
  }
}

/** The sets of a meter: made once for each destination, where making them for each call costs more than to record. */
export class PointSets {
  readonly #known = new Map<unknown, BoundedMap<PointSet>>();

  /** @param of the attributes that the span started with */
  of(of: Attributes, server?: ServerAddress): PointSet {
    const { method, target } = seriesOf(of);
    let ofMethod = this.#known.get(method);
    if (ofMethod === undefined) {
      if (this.#known.size >= MAX_SERIES) this.#known.clear();
      this.#known.set(method, (ofMethod = new BoundedMap(MAX_SERIES)));
    }
    const known = ofMethod.get(target);
    if (known?.isOf(of, server) === true) return known;
    const made = new PointSet(of, server);
    ofMethod.put(target, made);
    return made;
  }
}
