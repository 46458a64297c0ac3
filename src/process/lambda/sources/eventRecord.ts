import type { Attributes } from '@opentelemetry/api';
import type { BrokerFacts } from '../../../semconv/brokers';
import type { Members } from '../../../values';

/** One record of an event, as those who process messages read it. */
export interface EventRecord {
  /** The record in a shape of which a context can be read. Made when it is asked for: the record may be large. */
  readonly carrier: () => unknown;
  /** Where it comes from; undefined if the carrier tells, as a message of Kafka or RabbitMQ does. */
  readonly broker?: BrokerFacts | undefined;
  /** The queue, of a message that does not tell it. */
  readonly queue?: string | undefined;
  readonly id?: string | undefined;
  /** Bytes, before any encoding. */
  readonly bodySize?: number | undefined;
  /** Milliseconds since the epoch at which it was sent. */
  readonly sent?: number | undefined;
  /** By which it is known when it comes again. */
  readonly attemptKey?: string | undefined;
}

/** What is done with a record of one source. */
export type ReadRecord = (record: Members) => EventRecord;

/**
 * Attributes that are made when they are asked for, of nothing but these facts. A function that is written beside
 * {@link EventRecord.carrier} would keep the record, and with it whatever is as old as the span.
 */
export function detailsOf<Facts extends unknown[]>(
  make: (...facts: Facts) => Attributes,
  ...facts: Facts
): () => Attributes {
  return () => make(...facts);
}

/** Milliseconds since the epoch of a time in ISO 8601. */
export function timeOf(iso: unknown): number | undefined {
  const time = typeof iso === 'string' ? Date.parse(iso) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Milliseconds since the epoch of a time in seconds, as streams have it. */
export function timeOfSeconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0
    ? Math.round(seconds * 1000)
    : undefined;
}

/** The sixth part of an ARN and what is behind it: `table/orders/stream/…`. */
export function resourceOfArn(arn: unknown): string | undefined {
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) return undefined;
  const resource = arn.split(':').slice(5).join(':');
  return resource === '' ? undefined : resource;
}
