import { types } from 'node:util';
import {
  type Members,
  copyWith,
  isObject,
  isObjectPrototype,
  isRecord,
  membersOf,
  isBytes,
  parseJson,
} from '../../values';
import { isSameField } from '../fieldNames';
import { withoutContextFields } from '../messageAttributes';
import { contextOfJob } from './bullmq';
import { isCollection } from './headers';

/** The context as fields, as they are written. */
export type Fields = Readonly<Record<string, string>>;

/** How the senders of one client take a context: a copy of what they are given, or undefined if it is not theirs. */
type PutContext = (carrier: Members, fields: Fields) => object | undefined;

/** The clients, by what their senders take. The first one that knows a carrier takes it. */
const SENDERS: readonly PutContext[] = [
  kafkaRecordInBytes,
  kafkaMessage,
  nestRabbit,
  bullmqJob,
  bullmqOptions,
  rhea,
  publishOptions,
];

/**
 * A copy of what one of the clients takes, with a context in it; undefined for what is nobody's.
 *
 * An object with nothing but text, numbers, flags and bytes in it is headers.
 */
export function putContext(carrier: object, fields: Fields): object | undefined {
  if (types.isMap(carrier)) return headersWith(carrier, fields);
  if (Array.isArray(carrier)) return isHeaderList(carrier) ? headersWith(carrier, fields) : undefined;
  if (!isRecord(carrier)) return undefined;
  for (const put of SENDERS) {
    const copy = put(carrier, fields);
    if (copy !== undefined) return copy;
  }
  // What has headers of a form that nobody knows is none itself.
  const isNone = isObject(carrier['headers']) || !isPlain(carrier) || !Object.values(carrier).every(isHeader);
  return isNone ? undefined : eitherWay(carrier, fields);
}

/**
 * A record of bytes that tells its own topic: one of `@platformatic/kafka`, whose producers take all parts in bytes,
 * unless they are given serializers. Headers that are there tell it themselves.
 * @see https://github.com/platformatic/kafka/blob/main/docs/producer.md
 */
function kafkaRecordInBytes(carrier: Members, fields: Fields): object | undefined {
  const { topic, key, value, headers } = carrier;
  if (typeof topic !== 'string' || !('value' in carrier)) return undefined;
  const inBytes = isBytes(value) || (value == null && isBytes(key));
  const size = types.isMap(headers) ? headers.size : Object.keys(membersOf(headers)).length;
  if (!inBytes || size > 0) return undefined;
  const made = Object.entries(fields).map(([name, text]) => [Buffer.from(name), Buffer.from(text)] as const);
  return copyWith(carrier, { headers: new Map(made) });
}

/** kafkajs, Confluent's client in its manner, `@platformatic/kafka`, Nest. */
function kafkaMessage(carrier: Members, fields: Fields): object | undefined {
  return 'value' in carrier || isHeaders(carrier['headers']) ? withHeaders(carrier, 'headers', fields) : undefined;
}

/** @see https://docs.nestjs.com/microservices/rabbitmq#record-builders */
function nestRabbit(carrier: Members, fields: Fields): object | undefined {
  const { options } = carrier;
  if (!('data' in carrier) || isPlain(carrier) || (options !== undefined && !isRecord(options))) return undefined;
  return copyWith(carrier, { options: withHeaders(membersOf(options), 'headers', fields) });
}

/** What a queue's `addBulk` takes. */
function bullmqJob(carrier: Members, fields: Fields): object | undefined {
  const { name, opts } = carrier;
  if (typeof name !== 'string' || !('data' in carrier)) return undefined;
  const given = membersOf(opts);
  const carrying = withMetadata(given, fields);
  return carrying === given ? carrier : copyWith(carrier, { opts: carrying });
}

/** What a queue's `add` takes. @see https://api.docs.bullmq.io/interfaces/v5.JobsOptions.html */
function bullmqOptions(carrier: Members, fields: Fields): object | undefined {
  return JOB_OPTIONS.some((name) => name in carrier) ? withMetadata(carrier, fields) : undefined;
}

const JOB_OPTIONS = [
  'attempts',
  'backoff',
  'deduplication',
  'jobId',
  'lifo',
  'removeOnComplete',
  'removeOnFail',
  'telemetry',
] as const;

/** In the place where BullMQ's own telemetry has it. Of another kind of telemetry, it is that one's, and stays. */
function withMetadata(opts: Members, fields: Fields): Members {
  const telemetry = membersOf(opts['telemetry']);
  const { metadata: own } = telemetry;
  if (own != null && own !== '' && !(typeof own === 'string' && isRecord(parseJson(own)))) return opts;
  const metadata = JSON.stringify({ ...withoutContextFields(contextOfJob(opts)), ...fields });
  return { ...opts, telemetry: { ...telemetry, metadata } };
}

/** What a sender of AMQP 1.0 takes. @see https://github.com/amqp/rhea#messages */
function rhea(carrier: Members, fields: Fields): object | undefined {
  if (!('body' in carrier) || 'MessageBody' in carrier) return undefined;
  return withHeaders(carrier, 'application_properties', fields);
}

/** What amqplib, amqp-connection-manager, rabbitmq-client and `@cloudamqp/amqp-client` take beside the content. */
function publishOptions(carrier: Members, fields: Fields): object | undefined {
  const named = Object.keys(carrier);
  const known =
    named.some((name) => OPTIONS.has(name)) || named.some((name) => NUMBERS.has(name) && isNumber(carrier[name]));
  return known || named.includes('headers') ? withHeaders(carrier, 'headers', fields) : undefined;
}

/** Options by which an object without `headers` is known as such. */
const OPTIONS: ReadonlySet<string> = new Set([
  'appId',
  'BCC',
  'CC',
  'contentEncoding',
  'contentType',
  'correlationId',
  'deliveryMode',
  'durable',
  'exchange',
  'expiration',
  'immediate',
  'mandatory',
  'messageId',
  'persistent',
  'replyTo',
  'routingKey',
  'userId',
]);

/** Options that have the name of what may be a header, too, and are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['priority', 'timestamp']);

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

/** The headers in a member of a carrier, whatever form they have. */
function withHeaders(carrier: Members, member: string, fields: Fields): object | undefined {
  const headers = carrier[member];
  // Others in their place would take those away.
  if (isObject(headers) && !isHeaders(headers)) return undefined;
  return copyWith(carrier, { [member]: headersWith(isObject(headers) ? headers : {}, fields) });
}

/** A collection that is no `Map` keeps its headers to itself: a copy of its members has none. */
function isHeaders(headers: unknown): headers is object {
  if (isCollection(headers) && !types.isMap(headers)) return false;
  return isObject(headers) && (!Array.isArray(headers) || headers.length === 0 || isHeaderList(headers));
}

/** Headers without the context that they may have held, with another one, in the form that they have. */
function headersWith(headers: object, fields: Fields): object {
  const names = Object.keys(fields);
  if (types.isMap(headers)) {
    const others = [...headers].filter(([name]) => !isContext(nameText(name)));
    const inBytes = headers.size > 0 && [...headers.keys()].every((name) => isBytes(name));
    const made = names.map((name) =>
      inBytes ? [Buffer.from(name), Buffer.from(fields[name] ?? '')] : [name, fields[name]],
    );
    return new Map([...others, ...(made as [unknown, unknown][])]);
  }
  if (!Array.isArray(headers)) return { ...withoutContextFields(headers as Members), ...fields };
  const others: unknown[] = headers.filter((entry: unknown) => !isContext(nameOfEntry(entry)));
  const inPairs = Array.isArray(headers[0]);
  return [...others, ...names.map((name) => (inPairs ? [name, fields[name]] : { [name]: fields[name] }))];
}

function isContext(name: string): boolean {
  return Object.keys(withoutContextFields({ [name]: '' })).length === 0;
}

function nameText(name: unknown): string {
  return isBytes(name) ? Buffer.from(name).toString('utf8') : String(name);
}

function nameOfEntry(entry: unknown): string {
  return Array.isArray(entry) ? nameText(entry[0]) : (Object.keys(membersOf(entry))[0] ?? '');
}

/** node-rdkafka's list of objects with one header each, or of pairs. A message with nothing but a value is none. */
function isHeaderList(list: readonly unknown[]): boolean {
  if (list.length === 0) return false;
  return list.every((entry) => {
    if (Array.isArray(entry)) return entry.length === 2 && isName(entry[0]) && isHeader(entry[1]);
    const [name, ...others] = Object.keys(membersOf(entry));
    return name !== undefined && others.length === 0 && !isSameField(name, 'value') && isHeader(membersOf(entry)[name]);
  });
}

function isName(name: unknown): boolean {
  return typeof name === 'string' || isBytes(name);
}

function isHeader(value: unknown): boolean {
  return !isObject(value) || isBytes(value) || (Array.isArray(value) && value.every(isHeader));
}

function isPlain(carrier: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(carrier);
  return prototype === null || isObjectPrototype(prototype);
}

/**
 * Headers. Options of amqplib may have nothing in them that tells them from headers: there, a member that is not listed
 * holds the context, too.
 */
function eitherWay(carrier: Members, fields: Fields): object {
  const headers = headersWith(carrier, fields);
  if (!Object.keys(carrier).every((name) => name === 'type')) return headers;
  return Object.defineProperty(headers, 'headers', { value: { ...fields }, enumerable: false, writable: true });
}
