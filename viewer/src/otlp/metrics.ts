import {
  ATTR_ERROR_TYPE,
  ATTR_MESSAGING_DESTINATION_NAME,
  METRIC_PROCESS_DURATION,
  METRIC_QUEUE_TIMES,
} from '../attributes';
import { clean } from '../words/text';
import { type Attributes, cut, MAX_NAME, readAttributes } from './attributes';
import { hasMembers, listOf, type Members, membersOf, numberOf, textOf, timeOf } from './members';
import { readResource } from './resource';

/** A point of a histogram: how often and how much in sum, in milliseconds. */
export interface MetricPoint {
  readonly metric: 'queueTime' | 'processDuration';
  /** Tells series apart: who says it, and of what. */
  readonly series: string;
  readonly destination: string;
  readonly failed: boolean;
  /** Since when it counts, if it says so. */
  readonly since: number | undefined;
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  /** Whether count and sum are since the start of the process, and not since the point before. */
  readonly cumulative: boolean;
}

const CUMULATIVE = 2;
const NAMES = new Map<string, MetricPoint['metric']>([
  ...METRIC_QUEUE_TIMES.map((name) => [name, 'queueTime'] as const),
  [METRIC_PROCESS_DURATION, 'processDuration'],
]);

/** Reads the points that plots are drawn from, of an `ExportMetricsServiceRequest` in JSON. */
export function readMetrics(request: unknown): MetricPoint[] {
  return listOf(membersOf(request)['resourceMetrics'])
    .filter(hasMembers)
    .flatMap(({ resource, scopeMetrics }) => {
      const { attributes } = readResource(resource);
      const source = JSON.stringify([...attributes]);
      return listOf(scopeMetrics)
        .flatMap((scope) => listOf(membersOf(scope)['metrics']))
        .filter(hasMembers)
        .flatMap((metric) => readMetric(metric, source));
    });
}

function readMetric({ name, unit, histogram, exponentialHistogram }: Members, source: string): MetricPoint[] {
  const metric = NAMES.get(textOf(name));
  if (metric === undefined) return [];
  const { dataPoints, aggregationTemporality } = membersOf(histogram ?? exponentialHistogram);
  const cumulative =
    aggregationTemporality === CUMULATIVE || aggregationTemporality === 'AGGREGATION_TEMPORALITY_CUMULATIVE';
  const factor = unit === 'ms' ? 1 : 1000;
  return listOf(dataPoints)
    .filter(hasMembers)
    .flatMap((point): MetricPoint[] => {
      const at = timeOf(point['timeUnixNano']);
      const count = Number(numberOf(point['count']));
      const sum = Number(numberOf(point['sum'])) * factor;
      if (at === undefined || !Number.isFinite(count) || !Number.isFinite(sum)) return [];
      const attributes = readAttributes(point['attributes']);
      const since = timeOf(point['startTimeUnixNano']);
      return [{ metric, ...seriesOf(attributes, source, metric), since, at, count, sum, cumulative }];
    });
}

function seriesOf(attributes: Attributes, source: string, metric: string) {
  return {
    series: JSON.stringify([metric, source, [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))]),
    destination: cut(clean(attributes.text(ATTR_MESSAGING_DESTINATION_NAME) ?? ''), MAX_NAME),
    failed: attributes.get(ATTR_ERROR_TYPE) !== undefined,
  };
}
