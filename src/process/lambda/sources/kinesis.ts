import { AWS_KINESIS, streamAttributes } from '../../../semconv/eventSources';
import { type Members, isObject, text } from '../../../values';
import { encodedBytes } from '../../../propagation/brokers/bodySize';
import { type EventRecord, detailsOf, resourceOfArn, timeOfSeconds } from './eventRecord';
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
    carrier: () => record,
    broker: {
      system: AWS_KINESIS,
      destination: stream,
      partition: shardOf(eventId),
      details: detailsOf(streamAttributes, stream),
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
  return eventId === undefined ? undefined : /^(shardId-\d+):/.exec(eventId)?.[1];
}
