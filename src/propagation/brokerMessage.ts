import type { TextMapGetter } from '@opentelemetry/api';
import { type Members, isObject, membersOf } from '../values';
import { bytesOf, textOfBytes } from './bytes';
import { fieldOf } from './fieldNames';

/**
 * A message of Kafka in the form of kafkajs, or a record of Amazon MSK or another cluster in an event of Lambda or Pipes.
 * @see https://kafka.js.org/docs/consuming#a-name-each-message-a-eachmessage
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export interface KafkaRecord {
  readonly system: 'kafka';
  readonly id?: undefined;
  /** The record itself, also if it came in an `EachMessagePayload`. */
  readonly message: Members;
  readonly headers: Members;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  /** Whether key and value are text in base64, as in events of AWS. */
  readonly encoded: boolean;
}

/**
 * A message of RabbitMQ in the form of amqplib.
 * @see https://amqp-node.github.io/amqplib/channel_api.html#channel_consume
 */
export interface RabbitDelivery {
  readonly system: 'rabbitmq';
  /** Set if the sender gave the message an id. */
  readonly id: string | undefined;
  readonly message: Members;
  readonly headers: Members;
  readonly fields: Members;
  readonly properties: Members;
}

export type BrokerMessage = KafkaRecord | RabbitDelivery;

/**
 * A message of Kafka or RabbitMQ, recognised by its shape; undefined for any other. Messages of SQS have another shape.
 */
export function brokerMessageOf(message: unknown): BrokerMessage | undefined {
  if (!isObject(message)) return undefined;
  if ('fields' in message && 'properties' in message) return rabbitDelivery(message);
  if (isEventRecord(message)) return eventRecord(message);
  if ('value' in message) return kafkaRecord(message);
  if ('topic' in message && isObject(message['message'])) {
    const { topic, partition, message: record } = message;
    return kafkaRecord(record, topic, partition);
  }
  return undefined;
}

function rabbitDelivery(message: Members): RabbitDelivery | undefined {
  const { fields, properties } = message;
  if (!isObject(fields) || !isObject(properties)) return undefined;
  const { headers, messageId } = properties;
  const id = typeof messageId === 'string' && messageId !== '' ? messageId : undefined;
  return { system: 'rabbitmq', id, message, fields, properties, headers: membersOf(headers) };
}

function kafkaRecord(message: Members, topic?: unknown, partition?: unknown): KafkaRecord | undefined {
  const { headers, offset } = message;
  if (topic === undefined && typeof offset !== 'string' && !isObject(headers)) return undefined;
  return {
    system: 'kafka',
    message,
    headers: headersByName(headers),
    topic: typeof topic === 'string' ? topic : undefined,
    partition: typeof partition === 'number' ? partition : undefined,
    encoded: false,
  };
}

/** A record of Kafka in an event: it names its topic, and its headers are a list. */
function isEventRecord({ topic, value, headers, offset }: Members): boolean {
  if (typeof topic !== 'string' || !Array.isArray(headers)) return false;
  return typeof value === 'string' || (value == null && offset !== undefined);
}

function eventRecord(message: Members): KafkaRecord {
  return { ...membersOf(kafkaRecord(message, message['topic'], message['partition'])), encoded: true } as KafkaRecord;
}

/** The value of a record, as its sender gave it. */
export function kafkaValue({ message, encoded }: KafkaRecord): unknown {
  return encoded ? decoded(message['value']) : message['value'];
}

/** The key of a record, likewise. */
export function kafkaKey({ message, encoded }: KafkaRecord): unknown {
  return encoded ? decoded(message['key']) : message['key'];
}

function decoded(base64: unknown): unknown {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : base64;
}

/** Headers by name. Events of AWS, and some clients, have them as a list of objects with one header each. */
export function headersByName(headers: unknown): Members {
  if (!Array.isArray(headers)) return membersOf(headers);
  const byName = new Map<string, unknown[]>();
  for (const entry of headers as unknown[]) {
    for (const [name, value] of Object.entries(membersOf(entry))) {
      const part = bytesOf(value) ?? value;
      const known = byName.get(name);
      // A stranger may write one name ten thousand times.
      if (known === undefined) byName.set(name, [part]);
      else known.push(part);
    }
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** Lets any propagator read headers without a copy: text, bytes, numbers, or several of them under one name. */
export const headersGetter: TextMapGetter<Members> = {
  keys: (headers) => Object.keys(headers),
  get(headers, name) {
    const value = fieldOf(headers, name);
    if (!Array.isArray(value)) return headerValueText(value);
    return value.flatMap((part) => headerValueText(part) ?? []);
  },
};

/** The text of one header. If there are several, the first one counts. */
export function headerText(headers: Members, name: string): string | undefined {
  const value = headersGetter.get(headers, name);
  return Array.isArray(value) ? value[0] : value;
}

function headerValueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Headers of RabbitMQ have types. Another sender may have set a count or a flag as a number.
  if (typeof value === 'number') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : textOfBytes(value);
}
