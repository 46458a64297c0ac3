import { AWS_TRACE_HEADER } from './awsTraceHeader';
import { headersByName } from './brokers/headers';
import { DETAIL_TRACE } from './eventDetail';
import { isActiveMqSource, jmsProperties } from './jmsProperties';
import type { MessageAttributes } from './messageCarrier';
import { contentOfData } from './recordData';
import { type Members, isObject, isRecord, membersOf, parseJson } from '../values';

/**
 * What an envelope carries for its receiver: attributes or headers to extract from, or the header that AWS itself writes.
 * The outermost is first.
 */
export type EnvelopeCarrier =
  | { readonly kind: 'attributes'; readonly attributes: MessageAttributes }
  | { readonly kind: 'headers'; readonly headers: Members }
  | { readonly kind: 'awsTraceHeader'; readonly header: unknown };

/** No message of SQS has more characters. */
const MAX_LENGTH = 1_048_576;
const SNS_NOTIFICATION = /"Type"\s*:\s*"Notification"/;
const TRACE_MEMBER = /"_trace"\s*:\s*\{\s*"/;
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html */
const EVENT_SOURCE = /"eventSource"\s*:\s*"(?:aws:(?:sqs|kinesis|kafka|rmq|a?mq)|SelfManagedKafka)"/;

/** An envelope may contain others: a pipe hands on what SNS wrote for a bus. Deeper ones are not read. */
const MAX_DEPTH = 3;

/**
 * The carriers in a text that SNS, EventBridge or a pipe wrote. It is parsed only if it has the members of an envelope,
 * wherever they stand: their order is up to the sender, and to transformers. The application's own JSON costs a few
 * searches, which are as fast as a copy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export function envelopeCarriers(body: unknown, depth = 1): EnvelopeCarrier[] {
  if (depth > MAX_DEPTH) return [];
  // Middleware of Lambda may have parsed it, and what is in it. https://middy.js.org/docs/middlewares/sqs-json-body-parser
  if (isObject(body)) return carriersOf(body, depth);
  return typeof body === 'string' && looksLikeEnvelope(body) ? carriersOf(parseJson(body), depth) : [];
}

/**
 * The carriers of an envelope that is already an object, as a Lambda function gets it: an SNS notification, an event or
 * its detail alone, a record of a pipe, of a stream or of Kafka.
 */
export function carriersOf(value: unknown, depth = 1): EnvelopeCarrier[] {
  return holdersIn(value).flatMap((holder) => carriersIn(holder, depth));
}

/**
 * Where an envelope has another one in it, from the outside to the inside: an event its detail; what Lambda gave up the event
 * for which it did, in the message of a destination; that event its records, as in the message of a dead-letter queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const NESTED: readonly string[] = ['detail', 'requestPayload', 'detail', 'Records', 'Sns'];

/** An envelope and those in it. @param from the first of the members that may contain another one */
function holdersIn(value: unknown, from = 0): Members[] {
  const holder = onlyEntry(value);
  if (!isRecord(holder)) return [];
  const holders = [holder];
  NESTED.forEach((name, index) => {
    const nested = holder[name];
    // Each name once, where it stands first.
    if (isObject(nested) && NESTED.indexOf(name, from) === index) holders.push(...holdersIn(nested, index + 1));
  });
  return holders;
}

function carriersIn(holder: Members, depth: number): EnvelopeCarrier[] {
  const { MessageAttributes, messageAttributes, Message, body, attributes: system } = holder;
  const carriers: EnvelopeCarrier[] = [];
  const attributes = MessageAttributes ?? messageAttributes;
  if (isObject(attributes)) carriers.push({ kind: 'attributes', attributes });
  for (const headers of [headersIn(holder), own(holder, DETAIL_TRACE)]) {
    if (isRecord(headers)) carriers.push({ kind: 'headers', headers });
  }
  for (const content of [Message, body, contentOfData(holder)]) carriers.push(...envelopeCarriers(content, depth + 1));
  const header = own(system, AWS_TRACE_HEADER);
  if (header !== undefined) carriers.push({ kind: 'awsTraceHeader', header });
  return carriers;
}

/** A pipe hands on a list, also of one record. Of several, none speaks for the others. */
function onlyEntry(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}

/** The headers of a record of Kafka, of RabbitMQ or of ActiveMQ. The application's own `headers` are no list. */
function headersIn({ headers, basicProperties, eventSource, properties }: Members): unknown {
  if (Array.isArray(headers)) return headersByName(headers);
  return isActiveMqSource(eventSource) ? jmsProperties(properties) : membersOf(basicProperties)['headers'];
}

function own(members: unknown, name: string): unknown {
  return isObject(members) && Object.hasOwn(members, name) ? members[name] : undefined;
}

function looksLikeEnvelope(text: string): boolean {
  const start = text.search(/\S/);
  if (text.length > MAX_LENGTH || !(text[start] === '{' || text[start] === '[')) return false;
  const sourced = text.includes('eventSource');
  if (sourced && EVENT_SOURCE.test(text)) return true;
  if (text[start] === '[') return false;
  const traced = text.includes(DETAIL_TRACE);
  if (traced && TRACE_MEMBER.test(text)) return true;
  // The names are searched without their quotes, because the quotes in an inner envelope are escaped.
  return (traced || sourced || text.includes('essageAttributes')) && SNS_NOTIFICATION.test(text);
}
