import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import { exchangeOf } from './brokers';
import { boundedType } from './errors';
import { hostWithoutBucket } from './s3';
import { isShortLived } from './messaging';
import { METRICS, type MetricDefinition } from './metrics';

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
