import { type Members, integer, isObject, number, text, isBytes } from '../../values';
import { asSent } from './asSent';
import type { KafkaRecord } from './brokerMessage';
import { bodySize } from './bodySize';
import { headersByName } from './headers';

/**
 * A message of kafkajs, also of Confluent's client in its manner.
 * @see https://kafka.js.org/docs/consuming#a-name-each-message-a-eachmessage
 */
export function kafkaMessage(message: Members): KafkaRecord | undefined {
  if (!('value' in message)) return undefined;
  if (!isCount(message['offset']) && !hasParts(message)) return undefined;
  // What a pipe has left of a record: its value may be encoded, or not any more.
  return 'eventSource' in message ? { ...recordOf(message), body: nothing, key: nothing } : recordOf(message);
}

function nothing(): undefined {
  return undefined;
}

/** Whether it has headers, and a value as the client gives it: objects of applications have members of these names, too. */
export function hasParts({ value, headers }: Members): boolean {
  return isObject(headers) && (value == null || typeof value === 'string' || isBytes(value));
}

/** Whether it is a place in a partition. */
export function isCount(offset: unknown): boolean {
  return integer(spelled(offset)) !== undefined;
}

/** What `eachMessage` gets: the message, and where it comes from. */
export function kafkaPayload(payload: Members): KafkaRecord | undefined {
  const { topic, partition, message } = payload;
  if (typeof topic !== 'string' || !isObject(message) || !('value' in message)) return undefined;
  if (typeof partition !== 'number' && kafkaMessage(message) === undefined) return undefined;
  return recordOf(message, topic, partition);
}

/**
 * What `eachBatch` gets. It stands for no message: it has a place, and neither a context nor anything to send on.
 * @see https://kafka.js.org/docs/consuming#a-name-each-batch-a-eachbatch
 */
export function kafkaBatch({ batch }: Members): KafkaRecord | undefined {
  if (!isObject(batch) || typeof batch['topic'] !== 'string' || !Array.isArray(batch['messages'])) return undefined;
  return {
    system: 'kafka',
    message: batch,
    headers: {},
    topic: batch['topic'],
    partition: number(batch['partition']),
    body: nothing,
    bodySize: undefined,
    key: nothing,
  };
}

/** The messages of what `eachBatch` gets, each with its place; undefined for anything else. */
export function messagesOfBatch(payload: unknown): Members[] | undefined {
  const batch: unknown = isObject(payload) ? payload['batch'] : undefined;
  if (!isObject(batch) || kafkaBatch({ batch }) === undefined) return undefined;
  const { topic, partition, messages } = batch;
  return (messages as unknown[]).map((message) => ({ topic, partition, message }));
}

/** @see https://docs.nestjs.com/microservices/kafka#context */
export function nestKafka(context: Members): KafkaRecord | undefined {
  const { getMessage, getTopic, getPartition, getArgs } = context;
  // `getMessage` of something else may take a message out of a queue.
  if (typeof getMessage !== 'function' || typeof getTopic !== 'function' || typeof getArgs !== 'function')
    return undefined;
  const message: unknown = getMessage.call(context);
  const partition: unknown = typeof getPartition === 'function' ? getPartition.call(context) : undefined;
  return isObject(message) ? recordOf(message, getTopic.call(context), partition) : undefined;
}

function recordOf(message: Members, topic?: unknown, partition?: unknown): KafkaRecord {
  return {
    system: 'kafka',
    message,
    headers: headersByName(message['headers']),
    body: (lossy) => asSent(message['value'], lossy),
    bodySize: bodySize(message['value']),
    key: (lossy) => asSent(message['key'], lossy),
    topic: text(topic),
    partition: number(partition),
    offset: spelled(message['offset']),
    sent: timeOf(message['timestamp']),
  };
}

/** kafkajs has counts as text, others as numbers. */
export function spelled(count: unknown): string | undefined {
  if (typeof count === 'number' || typeof count === 'bigint') return String(count);
  return text(count);
}

/** -1: the broker keeps none. */
export function timeOf(timestamp: unknown): number | undefined {
  const time = integer(spelled(timestamp));
  return time !== undefined && time > 0 ? time : undefined;
}
