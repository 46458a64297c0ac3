import { SpanKind } from '@opentelemetry/api';
import { faasAttributes, faasProcessSpanName } from '../../../semconv/faas';
import { isObject, text } from '../../../values';
import { failedByName } from './failedRecords';
import { type LambdaEvent, OTHER_EVENT } from './lambdaEvent';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function sqsEvent(records: readonly unknown[]): LambdaEvent {
  return {
    ...OTHER_EVENT,
    kind: 'messages',
    trigger: 'pubsub',
    records,
    shape: { name: faasProcessSpanName, attributes: faasAttributes('pubsub'), pushed: true },
    spanKind: SpanKind.CONSUMER,
    failedRecords: failedByName(records, {
      namesOf: (record) => (isObject(record) ? [text(record['messageId'])] : []),
      nameOf: text,
    }),
  };
}
