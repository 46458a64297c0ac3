import { type Members, integer, isObject, membersOf } from '../../../values';
import { encodedBytes } from '../../../propagation/brokers/bodySize';
import { spelled } from '../../../propagation/brokers/kafkajs';
import type { EventRecord } from './eventRecord';
import { failedFromFirst } from './failedRecords';
import type { LambdaEvent } from './lambdaEvent';
import { messageEvent } from './messageEvent';

/**
 * Amazon MSK and Kafka of one's own: records by topic and partition.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 */
export function kafkaEvent(records: readonly unknown[]): LambdaEvent {
  const nameOf = (identifier: unknown): string | undefined => {
    const { partition, offset } = membersOf(identifier);
    return typeof partition === 'string' && isOffset(offset) ? `${partition}\n${String(offset)}` : undefined;
  };
  const namesOf = (record: unknown): (string | undefined)[] => [
    nameOf({ partition: partitionOf(record), offset: membersOf(record)['offset'] }),
  ];
  const failedRecords = failedFromFirst(records, { namesOf, nameOf }, partitionOf);
  return messageEvent(records, 'pubsub', { failedRecords });
}

/**
 * Its members are encoded; told in the form of kafkajs, it is a message of Kafka as any other. A pipe may have taken out some
 * of them, and the topic, too.
 */
export function kafkaRecord(record: Members): EventRecord {
  const { topic, partition, offset, timestamp, headers, value } = record;
  return {
    carrier() {
      const message = {
        value: null,
        offset: spelled(offset),
        timestamp: spelled(timestamp),
        headers: isObject(headers) ? headers : [],
      };
      return typeof topic === 'string' ? { topic, partition: integer(spelled(partition)), message } : message;
    },
    bodySize: encodedBytes(value),
  };
}

/** In an event of Lambda, a record does not tell its source. */
export function isKafkaRecord({ topic, partition, offset, timestampType }: Members): boolean {
  return typeof topic === 'string' && partition !== undefined && isOffset(offset) && typeof timestampType === 'string';
}

function isOffset(offset: unknown): boolean {
  return typeof offset === 'number' || (typeof offset === 'string' && offset !== '');
}

/** `orders-0` */
function partitionOf(record: unknown): string | undefined {
  return isObject(record) ? `${String(record['topic'])}-${String(record['partition'])}` : undefined;
}
