import type { FaasTrigger } from '../../../semconv/faas';
import { type Members, isObject, text } from '../../../values';
import { failedFromFirst } from './failedRecords';
import type { LambdaEvent } from './lambdaEvent';
import { messageEvent } from './messageEvent';

/**
 * An event of a stream. Its records are named by their sequence numbers; to a pipe, by the ids of their events.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 * @param payloadOf the part of a record that has its sequence number, in the member named `sequence`
 */
export function streamEvent(
  records: readonly unknown[],
  trigger: FaasTrigger,
  piped: boolean,
  payloadOf: (record: Members) => Members,
  sequence: string,
): LambdaEvent {
  const namesOf = (record: unknown): (string | undefined)[] => {
    if (!isObject(record)) return [];
    const number = text(payloadOf(record)[sequence]);
    return piped ? [number, text(record['eventID'])] : [number];
  };
  // A batch is of one shard; the ids of its events tell it where they begin with it.
  const groupOf = (record: unknown): string | undefined =>
    isObject(record)
      ? `${String(record['eventSourceARN'])}\n${/^shardId-\d+/.exec(String(record['eventID']))?.[0]}`
      : undefined;
  const failedRecords = failedFromFirst(records, { namesOf, nameOf: text }, groupOf);
  return messageEvent(records, trigger, { failedRecords });
}
