import { AWS_KINESIS, streamAttributes } from '../../../semconv/eventSources';
import { type Members, isObject, membersOf, parseJson, text } from '../../../values';
import { type EventRecord, encodedBytes, resourceOfArn, timeOfSeconds } from './eventRecord';
import type { LambdaEvent } from './lambdaEvent';
import { streamEvent } from './streamEvent';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisEvent(records: readonly unknown[], piped: boolean): LambdaEvent {
  return streamEvent(records, 'pubsub', piped, payloadOf, 'sequenceNumber');
}

export function kinesisRecord(record: Members): EventRecord {
  const { sequenceNumber, data, approximateArrivalTimestamp } = payloadOf(record);
  const eventId = text(record['eventID']);
  const stream = resourceOfArn(record['eventSourceARN'])?.replace(/^stream\//, '');
  const sequence = text(sequenceNumber);
  return {
    carrier: () => carrierIn(data),
    broker: {
      system: AWS_KINESIS,
      destination: stream,
      partition: shardOf(eventId),
      details: streamAttributes(stream),
    },
    id: sequence,
    bodySize: encodedBytes(data),
    sent: timeOfSeconds(approximateArrivalTimestamp),
    attemptKey: eventId === undefined ? sequence : `${stream}\n${eventId}`,
  };
}

/** A pipe puts the members of a record beside those that tell its source. */
function payloadOf(record: Members): Members {
  return isObject(record['kinesis']) ? record['kinesis'] : record;
}

/** `shardId-000000000006:4959…` */
function shardOf(eventId: string | undefined): string | undefined {
  return eventId !== undefined && eventId.includes(':') ? eventId.slice(0, eventId.indexOf(':')) : undefined;
}

/** The member of JSON data that carries a context, spelled as in the detail of an event. */
const TRACE = '_trace';
const OPENING = /^\s*\{/;

/**
 * Data is whatever the producer made of it. Only a JSON object can carry a context: one of its own, or in an envelope of
 * EventBridge or SNS, for which a stream can be a target.
 */
function carrierIn(data: unknown): unknown {
  if (typeof data !== 'string') return {};
  if (!OPENING.test(Buffer.from(data.slice(0, 64), 'base64').toString('latin1'))) return {};
  const body = Buffer.from(data, 'base64').toString('utf8');
  if (!body.includes(`"${TRACE}"`)) return { body };
  const parsed = membersOf(parseJson(body));
  return Object.hasOwn(parsed, TRACE) ? { detail: parsed } : { body };
}
