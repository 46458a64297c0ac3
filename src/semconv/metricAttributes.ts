import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import { exchangeOf } from './brokers';
import { boundedType } from './errors';
import { type ServerAddress, setServer } from './aws';
import { hostWithoutBucket } from './s3';
import { isShortLived } from './messaging';
import { METRICS, type MetricDefinition, setRpcSystem } from './metrics';

/** In the order in which the SDK sorts the attributes of each point, which is done sooner where nothing is to be moved. */
const SORTED: ReadonlyMap<MetricDefinition, readonly string[]> = new Map(
  Object.values(METRICS).map((metric: MetricDefinition) => [metric, metric.attributes.toSorted()]),
);

/**
 * The attributes of a point: those that the span of the call or of the processing has and the metric may have.
 * @param errorType of what the point counts, which need not be the whole call
 * @param beside what only metrics need, or what goes before the span's
 */
export function metricAttributes(
  metric: MetricDefinition,
  of: Attributes,
  errorType?: string,
  beside: Attributes = NONE,
): Attributes {
  const attributes: Attributes = {};
  for (const name of SORTED.get(metric) ?? metric.attributes) {
    const value =
      name === names.ATTR_ERROR_TYPE && errorType !== undefined ? boundedType(errorType) : (beside[name] ?? of[name]);
    if (value !== undefined) attributes[name] = value;
  }
  generalize(attributes, of);
  return attributes;
}

const NONE: Attributes = Object.freeze({});

/** What names one object of many would make a series each: a bucket in the name of a host, and a routing key. */
function generalize(attributes: Attributes, of: Attributes): void {
  const address = attributes[names.ATTR_SERVER_ADDRESS];
  const bucket = of[names.ATTR_AWS_S3_BUCKET];
  if (typeof address === 'string' && typeof bucket === 'string') {
    attributes[names.ATTR_SERVER_ADDRESS] = hostWithoutBucket(address, bucket);
  }
  if (isShortLived(of)) delete attributes[names.ATTR_MESSAGING_DESTINATION_NAME];
  const destination = attributes[names.ATTR_MESSAGING_DESTINATION_NAME];
  const routingKey =
    of[names.ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY] ?? of[names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY];
  if (typeof destination === 'string' && typeof routingKey === 'string') {
    attributes[names.ATTR_MESSAGING_DESTINATION_NAME] = exchangeOf(destination, routingKey);
  }
}

/** What the attributes of points are made of: a metric's own, and what {@link generalize} looks at. */
const SOURCES: readonly string[] = [
  ...new Set([
    names.ATTR_MESSAGING_DESTINATION_NAME,
    ...Object.values(METRICS).flatMap((metric: MetricDefinition) => metric.attributes),
    names.ATTR_AWS_S3_BUCKET,
    names.ATTR_MESSAGING_DESTINATION_TEMPORARY,
    names.ATTR_MESSAGING_DESTINATION_ANONYMOUS,
    names.ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
    names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY,
  ]),
];

/** Those of a span's attributes that its points are made of. */
export function pointSources(of: Attributes): Attributes {
  const sources: Attributes = {};
  for (const name of SOURCES) if (of[name] !== undefined) sources[name] = of[name];
  return sources;
}

/** Whether the points of two spans have the same attributes. */
export function haveSameSources(one: Attributes, other: Attributes): boolean {
  for (const name of SOURCES) if (one[name] !== other[name]) return false;
  return true;
}

/** By what points are likely to differ: what is called, and on what. */
export function seriesOf(of: Attributes): { readonly method: unknown; readonly target: string } {
  const target =
    of[names.ATTR_MESSAGING_DESTINATION_NAME] ?? of[names.ATTR_DB_COLLECTION_NAME] ?? of[names.ATTR_AWS_S3_BUCKET];
  return { method: of[names.ATTR_RPC_METHOD], target: typeof target === 'string' ? target : '' };
}

/** What only the metrics of a call need, or what goes before the attributes of its span. */
export function besideSpan(server: ServerAddress | undefined): Attributes {
  const beside: Attributes = {};
  setRpcSystem(beside);
  if (server !== undefined) setServer(beside, server);
  return beside;
}
