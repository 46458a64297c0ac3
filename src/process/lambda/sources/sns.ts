import { topicAttributes } from '../../../semconv/eventSources';
import { AWS_SNS } from '../../../semconv/messaging';
import { type Members, byteLength, membersOf, text } from '../../../values';
import { type EventRecord, detailsOf, resourceOfArn, timeOf } from './eventRecord';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function snsRecord(record: Members): EventRecord {
  const { TopicArn, MessageId, Message, Timestamp } = membersOf(record['Sns']);
  const topicArn = text(TopicArn);
  const id = text(MessageId);
  return {
    carrier: () => record,
    broker: { system: AWS_SNS, destination: resourceOfArn(topicArn), details: detailsOf(topicAttributes, topicArn) },
    id,
    bodySize: byteLength(Message),
    sent: timeOf(Timestamp),
    attemptKey: id,
  };
}
