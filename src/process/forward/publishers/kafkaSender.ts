import { type Members, isBytes } from '../../../values';
import { asBuffer } from '../forwardedParts';
import { refuseObservable } from './observable';
import type { OutgoingRecord } from './outgoing';
import { placed } from './placed';
import { recordFor } from './platformatic';
import { produceTo } from './rdkafka';

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
    call({ topic, messages: [{ key: inBuffer(key), value: inBuffer(value), headers: inBuffers(headers) }] });
}

/** A publisher of rabbitmq-client has a `send`, too: it would send the record as an envelope, without a body. */
function isOfRabbit(producer: object): boolean {
  const { on, close, connect, sendBatch, initIdempotentProducer } = producer as Record<string, unknown>;
  if (typeof on !== 'function' || typeof close !== 'function') return false;
  return [connect, sendBatch, initIdempotentProducer].every((method) => typeof method !== 'function');
}

/** kafkajs takes bytes of another kind for something to be made text of; Confluent's client ends text at its first NUL. */
function inBuffer(part: unknown): unknown {
  if (typeof part === 'string' && (part === '' || part.includes('\0'))) return placed(Buffer.from(part));
  return isBytes(part) ? placed(asBuffer(part)) : part;
}

function inBuffers(headers: Members): Members {
  const entries = Object.entries(headers).map(([name, header]) => [
    name,
    Array.isArray(header) ? header.map(inBuffer) : inBuffer(header),
  ]);
  return Object.fromEntries(entries) as Members;
}
