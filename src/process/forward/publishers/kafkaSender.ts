import { isObject, isBytes } from '../../../values';
import { asError } from './asError';
import { asBuffer } from '../forwardedParts';
import { refuseObservable } from './observable';
import type { OutgoingRecord } from './outgoing';
import { recordFor } from './platformatic';

/** What forwarding needs of a producer: of kafkajs, of Confluent's client in its manner, of `@platformatic/kafka`. */
export interface KafkaSender {
  send(record: never): Promise<unknown>;
  /** A client of the AWS SDK has one. */
  readonly middlewareStack?: never;
}

/** What forwarding needs of a producer of node-rdkafka, and of Confluent's client in its manner. */
export interface KafkaProducer {
  produce(topic: string, partition: null, value: never, key?: never, ...rest: never[]): unknown;
}

/** A method of a client, whatever its release takes. */
type Method = (...args: unknown[]) => unknown;

/** How a producer sends one record. The promise is the producer's own, or settles when it has taken the record. */
export function sendTo(producer: object): ((record: OutgoingRecord) => Promise<unknown>) | undefined {
  const { send, produce, initIdempotentProducer } = producer as Record<string, Method | undefined>;
  if (typeof produce === 'function') return (record) => produceTo(producer, produce, record);
  if (typeof send !== 'function' || isOfRabbit(producer)) return undefined;
  const call = (input: unknown): Promise<unknown> => Promise.resolve(refuseObservable(send.call(producer, input)));
  if (typeof initIdempotentProducer === 'function')
    return async (record) => call({ messages: [recordFor(producer, record)] });
  return async ({ topic, key, value, headers }) =>
    call({ topic, messages: [{ key: inBuffer(key), value: inBuffer(value), headers }] });
}

/** A publisher of rabbitmq-client has a `send`, too: it would send the record as an envelope, without a body. */
function isOfRabbit(producer: object): boolean {
  const { on, close, connect, sendBatch, initIdempotentProducer } = producer as Record<string, unknown>;
  if (typeof on !== 'function' || typeof close !== 'function') return false;
  return [connect, sendBatch, initIdempotentProducer].every((method) => typeof method !== 'function');
}

/** kafkajs takes bytes of another kind for something to be made text of. */
function inBuffer(part: unknown): unknown {
  return isBytes(part) ? asBuffer(part) : part;
}

function bytesOf(part: unknown): Buffer | null {
  if (typeof part === 'string') return Buffer.from(part);
  return isBytes(part) ? asBuffer(part) : null;
}

/**
 * Its plain producer tells of a record's fate in an event, to whoever has asked for those; its other one in a callback.
 * @see https://github.com/Blizzard/node-rdkafka#producing-messages
 */
function produceTo(
  producer: object,
  produce: Method,
  { topic, key, value, headers }: OutgoingRecord,
): Promise<unknown> {
  const ofHeaders = Object.entries(headers).flatMap(([name, header]) =>
    (Array.isArray(header) ? header : [header]).map((one: unknown) => ({ [name]: one })),
  );
  const record = [topic, null, bytesOf(value), isObject(key) ? bytesOf(key) : key, Date.now()] as const;
  return new Promise((resolve, reject) => {
    if ('setKeySerializer' in producer) {
      const told = (error: unknown, offset: unknown): void =>
        error == null ? resolve(offset) : reject(asError(error));
      produce.call(producer, ...record, ofHeaders, told);
    } else {
      resolve(produce.call(producer, ...record, undefined, ofHeaders));
    }
  });
}
