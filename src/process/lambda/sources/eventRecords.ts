import { type Members, isObject } from '../../../values';
import { activeMqRecord, isActiveMqRecord } from './activemq';
import { dynamoDbRecord } from './dynamodb';
import { eventBridgeRecord, isEventBridgeEvent } from './eventbridge';
import type { EventRecord, ReadRecord } from './eventRecord';
import { isKafkaRecord, kafkaRecord } from './kafka';
import { kinesisRecord } from './kinesis';
import { isRabbitMqRecord, rabbitMqRecord } from './rabbitmq';
import { snsRecord } from './sns';

/** Records that tell their source. */
const BY_SOURCE: ReadonlyMap<unknown, ReadRecord> = new Map<unknown, ReadRecord>([
  ['aws:sns', snsRecord],
  ['aws:kinesis', kinesisRecord],
  ['aws:dynamodb', dynamoDbRecord],
  ['aws:kafka', kafkaRecord],
  ['SelfManagedKafka', kafkaRecord],
  ['aws:SelfManagedKafka', kafkaRecord],
  ['aws:rmq', rabbitMqRecord],
  ['aws:mq', activeMqRecord],
  ['aws:amq', activeMqRecord],
]);

/** Those that do not, by their shape. */
const BY_SHAPE: readonly (readonly [is: (record: Members) => boolean, read: ReadRecord])[] = [
  [isKafkaRecord, kafkaRecord],
  [isRabbitMqRecord, rabbitMqRecord],
  [isActiveMqRecord, activeMqRecord],
  [isEventBridgeEvent, eventBridgeRecord],
];

/** A record of an event of a function that is no message of SQS; undefined for anything else. */
export function eventRecordOf(record: unknown): EventRecord | undefined {
  if (!isObject(record)) return undefined;
  // The common case, which costs nothing more: a message of the SDK.
  if (typeof record['ReceiptHandle'] === 'string') return undefined;
  const source = sourceOfRecord(record);
  if (source !== undefined) return BY_SOURCE.get(source)?.(record);
  return BY_SHAPE.find(([is]) => is(record))?.[1](record);
}

/** SNS begins the name with a capital letter. */
export function sourceOfRecord({ eventSource, EventSource }: Members): string | undefined {
  const source = eventSource ?? EventSource;
  return typeof source === 'string' ? source : undefined;
}
