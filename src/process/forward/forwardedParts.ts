import { isUtf8 } from 'node:buffer';
import { AWS_TRACE_HEADER } from '../../propagation/awsTraceHeader';
import { type BrokerMessage, headerText } from '../../propagation/brokerMessage';
import { FORWARD_ATTRIBUTES } from '../../propagation/forwardAttributes';
import { isAttributeName, sendable } from '../../propagation/attributeNames';
import { addedNames } from './ownAttributes';
import { attributeText } from '../../propagation/messageCarrier';
import { SQS_SHAPE } from '../../propagation/messageShapes';
import { type Members, isObject } from '../../values';

/** What a broker, or the forwarding before this one, wrote: it does not hold for the message that is sent next. */
const BOOKKEEPING = new Set<string>([
  ...FORWARD_ATTRIBUTES,
  AWS_TRACE_HEADER,
  // RabbitMQ would deliver to these, too.
  'CC',
  'BCC',
  'x-death',
  'x-first-death-exchange',
  'x-first-death-queue',
  'x-first-death-reason',
  'x-last-death-exchange',
  'x-last-death-queue',
  'x-last-death-reason',
]);

/** One attribute is for the count that every forwarded message carries. */
const MAX_HEADERS = SQS_SHAPE.maxAttributes - 1;

/** Headers as message attributes of SQS: those that are text or numbers, as many as there is room for. */
export function attributesOfHeaders(headers: Members): Members {
  const attributes: Members = {};
  // A retry count, say, is taken out again by whoever sends; here it can still be read.
  for (const name of FORWARD_ATTRIBUTES) putText(attributes, name, headerText(headers, name));
  const added = addedNames();
  let count = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (BOOKKEEPING.has(name) || added.has(name.toLowerCase()) || count >= MAX_HEADERS) continue;
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : headerText(headers, name);
    if (putText(attributes, name, text)) count++;
  }
  return attributes;
}

function putText(attributes: Members, name: string, text: string | undefined): boolean {
  if (text === undefined || text === '' || !isAttributeName(name)) return false;
  attributes[name] = { DataType: 'String', StringValue: sendable(text) };
  return true;
}

/** The application's own headers of a message that goes to a broker. */
export function ownHeaders(broker: BrokerMessage | undefined, attributes: Members): Members {
  const entries = broker === undefined ? headersOfAttributes(attributes) : Object.entries(broker.headers);
  return Object.fromEntries(entries.filter(([name]) => !BOOKKEEPING.has(name)));
}

/** Headers that kafkajs can encode: text and bytes, of anything else numbers and booleans as text. */
export function kafkaHeaders(headers: Members): Members {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, unknown][] => {
    const values = (Array.isArray(value) ? value : [value]).flatMap((one) => kafkaHeader(one) ?? []);
    return values.length === 0 ? [] : [[name, Array.isArray(value) ? values : values[0]]];
  });
  return Object.fromEntries(entries);
}

function kafkaHeader(value: unknown): string | Buffer | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.isBuffer(value) ? value : Buffer.from(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function headersOfAttributes(attributes: Members): [string, unknown][] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const bytes = isObject(attribute) ? attribute['BinaryValue'] : undefined;
    const value = bytes instanceof Uint8Array ? Buffer.from(bytes) : attributeText(attribute);
    return value === undefined ? [] : [[name, value]];
  });
}

/** A body for SQS, which takes text only: bytes that are none become base64. */
export function textOfBody(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) return body;
  return Buffer.from(body).toString(isUtf8(body) ? 'utf8' : 'base64');
}
