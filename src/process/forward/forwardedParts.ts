import { isUtf8 } from 'node:buffer';
import type { Context } from '@opentelemetry/api';
import { isAttributeName, isSendable } from '../../propagation/attributeNames';
import type { BrokerMessage } from '../../propagation/brokers/brokerMessage';
import { isListField } from '../../propagation/brokers/headers';
import { attributeText } from '../../propagation/messageCarrier';
import { SQS_SHAPE } from '../../propagation/messageShapes';
import { type Members, isObject, isRecord, isBytes } from '../../values';
import { isBookkeeping } from './bookkeeping';
import { addedWith, sdkAttributes } from './ownAttributes';
import type { ReceivedParts } from './receivedParts';

/** One attribute is for the count that every forwarded message carries. */
const MAX_HEADERS = SQS_SHAPE.maxAttributes - 1;

/** Whether what a system cannot carry is left out; else it is an error, and nothing is sent. */
type Lossy = boolean | undefined;

/**
 * The body for SQS, which takes text only, and no empty one.
 * @throws TypeError if it is none
 */
export function sqsBody({ body }: ReceivedParts, lossy: Lossy): string {
  if (typeof body === 'string' && body !== '') return body;
  if (body === null || body.length === 0) throw unfit(body === null ? 'a record without a value' : 'an empty body');
  if (isBytes(body)) {
    if (isUtf8(body)) return Buffer.from(body).toString('utf8');
    if (lossy === true) return Buffer.from(body).toString('base64');
  }
  throw unfit('a body of bytes that are no text (with `lossy`, it is sent as base64)');
}

/**
 * The attributes of a message for SQS: its own, or its headers.
 * @param carried the context that came along
 * @throws TypeError for a header that is no attribute
 */
export function sqsAttributes({ broker, attributes }: ReceivedParts, carried: Context, lossy: Lossy): Members {
  if (broker === undefined) return attributes;
  const fitting = new Map<string, Members>();
  const isAdded = addedWith(carried);
  for (const [name, given] of Object.entries(broker.headers)) {
    if (isBookkeeping(name, broker.system === 'rabbitmq') || isAdded(name)) continue;
    const parts = partsOf(broker, name, given);
    if (parts.length > 1 && lossy !== true) throw unfit(`several headers of one name: ${JSON.stringify(name)}`);
    const attribute = isAttributeName(name) ? attributeOf(parts.at(-1)) : undefined;
    if (attribute !== undefined && fitting.size < MAX_HEADERS) fitting.set(name, attribute);
    else if (lossy !== true) throw unfit(reasonOf(name, attribute));
  }
  // A header may be called `__proto__`.
  return Object.fromEntries(fitting);
}

/** A list of RabbitMQ is one header; elsewhere, it is several of one name. W3C's lists may stand in several. */
function partsOf({ system }: BrokerMessage, name: string, value: unknown): readonly unknown[] {
  if (system === 'rabbitmq' || !isListOfHeaders(value)) return [value];
  return isListField(name) ? [value.flatMap((part) => plainHeader(part)?.toString() ?? []).join(',')] : value;
}

function reasonOf(name: string, attribute: Members | undefined): string {
  if (!isAttributeName(name)) return `a header whose name is none of a message attribute: ${JSON.stringify(name)}`;
  if (attribute === undefined) return `a header without a value: ${name}`;
  return `more than ${MAX_HEADERS} headers`;
}

function attributeOf(value: unknown): Members | undefined {
  const plain = plainHeader(value);
  if (plain === undefined || plain === null || plain.length === 0) return undefined;
  if (typeof plain !== 'string' && !isUtf8(plain)) return { DataType: 'Binary', BinaryValue: plain };
  const spelled = plain.toString();
  if (isSendable('name', spelled)) return { DataType: 'String', StringValue: spelled };
  return { DataType: 'Binary', BinaryValue: Buffer.from(plain) };
}

/** @throws TypeError for a record of Kafka without a value, which is a message in Kafka only */
export function rabbitContent({ body }: ReceivedParts): Buffer {
  if (body === null) throw unfit('a record without a value', 'RabbitMQ');
  return typeof body === 'string' ? Buffer.from(body) : asBuffer(body);
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The application's own headers, or attributes, of a message that goes to a broker: RabbitMQ or Kafka. */
export function ownHeaders({ broker, attributes }: ReceivedParts, toRabbit: boolean): Members {
  const throughRabbit = toRabbit || broker?.system === 'rabbitmq';
  const entries = broker === undefined ? headersOfAttributes(attributes) : Object.entries(broker.headers);
  return Object.fromEntries(entries.filter(([name]) => !isBookkeeping(name, throughRabbit)));
}

/**
 * Headers that Kafka has: text and bytes; what else a broker has types for becomes text.
 * @throws TypeError for one without a value: kafkajs cannot write it
 */
export function kafkaHeaders(headers: Members, lossy: Lossy): Members {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return [];
    const parts = isListOfHeaders(value) ? value : [value];
    const known = parts.map(plainHeader).filter((part) => part != null);
    if (known.length < parts.length && lossy !== true) throw unfit(`a header without a value: ${name}`, 'Kafka');
    return Array.isArray(value) && parts === value ? [[name, known]] : known.map((part) => [name, part]);
  });
  return Object.fromEntries(entries);
}

/**
 * The key of a record. Nothing else has one, unless the application says so.
 * @throws TypeError if it is neither text nor bytes: producers would write something else in its place
 */
export function kafkaKey({ broker }: ReceivedParts, lossy: boolean): unknown {
  if (broker === undefined || !('key' in broker)) return undefined;
  const key = broker.key?.(lossy);
  if (typeof key === 'string' || isBytes(key)) return key;
  if (key == null && broker.key?.(true) == null) return key;
  if (broker.system === 'other' && (typeof key === 'number' || typeof key === 'bigint')) return String(key);
  throw unfit('a key that is not there as it was sent (`key` in the options says it)', 'Kafka');
}

/** Several headers of one name, as Kafka has them. */
function isListOfHeaders(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((one) => one == null || typeof one === 'string' || isBytes(one));
}

/** A header as text or bytes: tables, lists and times of RabbitMQ as JSON. */
function plainHeader(value: unknown): string | Buffer | null | undefined {
  if (typeof value === 'string' || value === null) return value;
  if (isBytes(value)) return asBuffer(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return isObject(value) ? jsonOf(value) : undefined;
}

/** Bytes in it that are text are that text: the form that Node.js has for them is for those which are none. */
function jsonOf(value: object): string {
  return JSON.stringify(value, function (this: Members, name: string, written: unknown) {
    const part = this[name];
    return isBytes(part) && isUtf8(part) ? asBuffer(part).toString('utf8') : written;
  });
}

function headersOfAttributes(attributes: Members): [string, unknown][] {
  return Object.entries(sdkAttributes(attributes)).flatMap(([name, attribute]) => {
    const bytes = isObject(attribute) ? attribute['BinaryValue'] : undefined;
    const value = isBytes(bytes) ? asBuffer(bytes) : attributeText(attribute);
    return value === undefined ? [] : [[name, value]];
  });
}

/** What describes a message of RabbitMQ itself; how long it lives and who sent it is for each sender to say. */
export function rabbitProperties({ broker }: ReceivedParts): Members {
  if (broker?.system !== 'rabbitmq' || !isRecord(broker.properties)) return {};
  const { properties } = broker;
  return Object.fromEntries(KEPT.filter((name) => properties[name] != null).map((name) => [name, properties[name]]));
}

const KEPT = [
  'contentType',
  'contentEncoding',
  'deliveryMode',
  'priority',
  'correlationId',
  'replyTo',
  'messageId',
  'timestamp',
  'type',
  'appId',
] as const;

function unfit(what: string, where = 'SQS'): TypeError {
  return new TypeError(`forwardMessage cannot send ${what} to ${where}`);
}
