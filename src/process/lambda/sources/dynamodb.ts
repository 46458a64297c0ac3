import { AWS_DYNAMODB, tableAttributes } from '../../../semconv/eventSources';
import { type Members, membersOf, number, text } from '../../../values';
import { type EventRecord, detailsOf, resourceOfArn, timeOfSeconds } from './eventRecord';
import type { LambdaEvent } from './lambdaEvent';
import { streamEvent } from './streamEvent';

/** Changes of items. @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function dynamoDbEvent(records: readonly unknown[], piped: boolean): LambdaEvent {
  return streamEvent(records, 'datasource', piped, changeOf, 'SequenceNumber');
}

/** Items have no place for a context: the record says what it is, and no more. */
export function dynamoDbRecord(record: Members): EventRecord {
  const { SequenceNumber, SizeBytes, ApproximateCreationDateTime } = changeOf(record);
  const [, table] = /^table\/([^/]+)/.exec(resourceOfArn(record['eventSourceARN']) ?? '') ?? [];
  const sequence = text(SequenceNumber);
  return {
    carrier: () => ({}),
    broker: { system: AWS_DYNAMODB, destination: table, details: detailsOf(tableAttributes, table) },
    id: sequence,
    bodySize: number(SizeBytes),
    sent: timeOfSeconds(ApproximateCreationDateTime),
    attemptKey: sequence === undefined ? undefined : `${table}\n${sequence}`,
  };
}

function changeOf(record: Members): Members {
  return membersOf(record['dynamodb']);
}
