import { isActiveMqSource } from '../../../propagation/jmsProperties';
import { safely } from '../../../telemetry/safely';
import { isObject } from '../../../values';
import { isSqsMessage } from '../../isSqsMessage';
import { dynamoDbEvent } from './dynamodb';
import { eventBridgeEvent, isEventBridgeEvent } from './eventbridge';
import { sourceOfRecord } from './eventRecords';
import { httpEvent, isHttpEvent } from './http';
import { kafkaEvent } from './kafka';
import { kinesisEvent } from './kinesis';
import { type LambdaEvent, OTHER_EVENT } from './lambdaEvent';
import { messageEvent } from './messageEvent';
import { rabbitMqEvent } from './rabbitmq';
import { s3Event } from './s3';
import { sesEvent } from './ses';
import { sqsEvent } from './sqs';

export type { LambdaEvent };

/** What an event is and what its records are. Never throws; what is not known is `other`. */
export function describeEvent(event: unknown): LambdaEvent {
  return safely('looking at an event', sourceOf, event) ?? otherEvent(event);
}

function otherEvent(event: unknown): LambdaEvent {
  return { ...OTHER_EVENT, carriers: () => (Array.isArray(event) ? (event as unknown[]) : [event]) };
}

type DescribeRecords = (records: readonly unknown[], piped: boolean) => LambdaEvent;

/** Events that are lists of records. What stands alone has no records that come again one by one. */
const BY_SOURCE: ReadonlyMap<unknown, DescribeRecords> = new Map<unknown, DescribeRecords>([
  ['aws:sqs', sqsEvent],
  ['aws:sns', (records) => messageEvent(records)],
  ['aws:kinesis', kinesisEvent],
  ['aws:dynamodb', dynamoDbEvent],
  ['aws:s3', s3Event],
  ['aws:ses', sesEvent],
  ['aws:kafka', kafkaEvent],
  ['SelfManagedKafka', kafkaEvent],
  ['aws:SelfManagedKafka', kafkaEvent],
  ['aws:rmq', (records) => messageEvent(records)],
  ['aws:mq', (records) => messageEvent(records)],
  ['aws:amq', (records) => messageEvent(records)],
]);

function sourceOf(event: unknown): LambdaEvent | undefined {
  if (Array.isArray(event)) return ofRecords(event, true);
  if (!isObject(event)) return undefined;
  const { Records, records, messages, rmqMessagesByQueue } = event;
  if (Array.isArray(Records)) return ofRecords(Records, false);
  if (isObject(rmqMessagesByQueue)) return rabbitMqEvent(event);
  if (isObject(records) && BY_SOURCE.get(sourceOfRecord(event)) === kafkaEvent) {
    return kafkaEvent(
      Object.values(records).flatMap((ofPartition) => (Array.isArray(ofPartition) ? (ofPartition as unknown[]) : [])),
    );
  }
  if (Array.isArray(messages) && isActiveMqSource(sourceOfRecord(event))) return messageEvent(messages);
  if (isEventBridgeEvent(event)) return eventBridgeEvent(event);
  return isHttpEvent(event) ? httpEvent(event) : undefined;
}

/** @param piped a pipe of EventBridge hands over the bare list, of what it may have made something else */
function ofRecords(records: readonly unknown[], piped: boolean): LambdaEvent | undefined {
  for (const record of records) {
    const described = safely('looking at a record', ofFirst, record, records, piped);
    if (described !== undefined) return described;
  }
  return undefined;
}

function ofFirst(record: unknown, records: readonly unknown[], piped: boolean): LambdaEvent | undefined {
  if (!isObject(record)) return undefined;
  const source = sourceOfRecord(record);
  if (source !== undefined) return BY_SOURCE.get(source)?.(records, piped);
  // Handmade, of a test or a tool that replaces Lambda.
  return isSqsMessage(record) ? sqsEvent(records) : undefined;
}
