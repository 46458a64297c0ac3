import { isObject, text } from '../../../values';
import { failedByName } from './failedRecords';
import type { LambdaEvent } from './lambdaEvent';
import { messageEvent } from './messageEvent';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function sqsEvent(records: readonly unknown[]): LambdaEvent {
  const naming = {
    namesOf: (record: unknown) => (isObject(record) ? [text(record['messageId'])] : []),
    nameOf: text,
  };
  return messageEvent(records, 'pubsub', { failedRecords: failedByName(records, naming) });
}
