import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from './awsTraceHeader';
import { type Members, copyToExtend, copyWith, isObject } from './copy';
import { injectInto, propagatedFields } from './propagator';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_ATTRIBUTES = 10;
const STRING = 'String';

/** When the `AWSTraceHeader` system attribute is written. */
export type TraceHeaderPolicy = 'overflow' | 'always' | 'never';

/** How many bytes a request may still grow by; one object for all entries of a batch, whose sum is limited too. */
export interface Room {
  bytes: number;
}

/** What one message can still take, and what was put into it. */
export interface Injection<T> {
  /** A new message, or the very same one if nothing was added. */
  readonly message: T;
  /** Why the trace found no place among the attributes, if it did not. */
  readonly dropped: DropReason | undefined;
}

/** Why a trace context found no room among a message's attributes. */
export type DropReason = 'attribute_limit' | 'message_size';

/**
 * Puts a trace context into a copy of an SQS message, a batch entry or an SNS message.
 *
 * SQS rejects a message with an eleventh attribute, an empty value or too many bytes, so that the context takes what is
 * free, in the order `traceparent`, `tracestate`, `baggage`, the rest. Where the trace itself finds no place, the
 * `AWSTraceHeader` system attribute takes it, which counts neither as an attribute nor as bytes.
 */
export function injectIntoMessage<T extends object>(
  message: T,
  context: Context,
  room: Room,
  traceHeader: TraceHeaderPolicy,
): Injection<T> {
  const { MessageAttributes, MessageSystemAttributes } = message as Members;
  const own = isObject(MessageAttributes) ? MessageAttributes : {};
  // What cannot hold attributes stays, for the service to reject.
  const free = isObject(MessageAttributes ?? own) ? MAX_MESSAGE_ATTRIBUTES - countOf(own) : 0;
  const { carrier, wanted, chosen } = chooseFields(context, own, free, room);

  const replaced: Members = {};
  if (chosen.length > 0) {
    const attributes = copyToExtend(own);
    for (const key of chosen) attributes[key] = { DataType: STRING, StringValue: carrier[key] };
    replaced['MessageAttributes'] = attributes;
  }
  const complete = wanted.length === chosen.length || carriesTrace(wanted, chosen);
  const dropped = complete ? undefined : chosen.length >= free ? 'attribute_limit' : 'message_size';
  const system = MessageSystemAttributes ?? {};
  if (isObject(system) && (traceHeader === 'always' || (traceHeader === 'overflow' && !complete))) {
    const spanContext = trace.getSpanContext(context);
    if (spanContext !== undefined && isSpanContextValid(spanContext)) {
      replaced['MessageSystemAttributes'] = {
        ...system,
        [AWS_TRACE_HEADER]: { DataType: STRING, StringValue: formatAwsTraceHeader(spanContext) },
      };
    }
  }
  for (const _ in replaced) return { message: copyWith(message, replaced) ?? message, dropped };
  return { message, dropped };
}

/** What a propagator says of a context, and what of that finds a place. */
interface ChosenFields {
  readonly carrier: Readonly<Record<string, string>>;
  readonly wanted: readonly string[];
  /** The most important first. */
  readonly chosen: readonly string[];
}

/** Chooses the fields of a context that find a place beside what is there already, and takes their bytes off the room. */
export function chooseFields(context: Context, own: Members, free: number, room: Room): ChosenFields {
  const carrier: Record<string, string> = {};
  injectInto(context, carrier);
  const wanted = Object.keys(carrier).filter((key) => isSendable(key, carrier[key]) && own[key] == null);
  return { carrier, wanted, chosen: choose(wanted, carrier, free, room) };
}

/** Adds texts to a message's attributes, in order, as far as there is room for them. */
export function addTexts(
  message: Members,
  texts: readonly (readonly [name: string, text: string | undefined])[],
  room: Room,
): Members {
  const { MessageAttributes: own } = message;
  const attributes: Members = isObject(own) ? copyToExtend(own) : {};
  for (const [name, text] of texts) {
    if (countOf(attributes) >= MAX_MESSAGE_ATTRIBUTES) break;
    if (!isSendable(name, text)) continue;
    const bytes = attributeBytes(name, text);
    if (bytes > room.bytes) continue;
    room.bytes -= bytes;
    attributes[name] = { DataType: STRING, StringValue: text };
  }
  return { ...message, MessageAttributes: attributes };
}

/** Whether the application gave a message a trace context of its own; such a context is kept. */
export function hasOwnContext(message: object): boolean {
  const { MessageAttributes, MessageSystemAttributes } = message as Members;
  if (isObject(MessageSystemAttributes) && MessageSystemAttributes[AWS_TRACE_HEADER] != null) return true;
  return carriesContext(MessageAttributes);
}

/** Whether a carrier holds a field that identifies a trace. */
export function carriesContext(carrier: unknown): boolean {
  if (!isObject(carrier)) return false;
  for (const field of propagatedFields()) {
    if (!COMPANIONS.has(field) && carrier[field] != null) return true;
  }
  return false;
}

/** Fields that travel with a trace but do not identify one. */
const COMPANIONS: ReadonlySet<string> = new Set(['tracestate', 'baggage']);

const B3_TRACE_ID = 'x-b3-traceid';
const B3_SPAN_ID = 'x-b3-spanid';
const ORDER: Readonly<Record<string, number>> = { traceparent: 0, tracestate: 1, baggage: 2 };

/** A header that identifies a trace alone goes before B3's, which need each other. */
function rank(key: string): number {
  return ORDER[key] ?? (key === B3_TRACE_ID ? 4 : key === B3_SPAN_ID ? 5 : key.startsWith('x-b3-') ? 6 : 3);
}

function choose(wanted: string[], carrier: Record<string, string>, free: number, room: Room): string[] {
  const chosen: string[] = [];
  for (const key of wanted.length > 1 ? wanted.toSorted((a, b) => rank(a) - rank(b)) : wanted) {
    if (chosen.length >= free) break;
    if (key === 'tracestate' && !chosen.includes('traceparent')) continue;
    const bytes = attributeBytes(key, carrier[key] ?? '');
    if (bytes > room.bytes) continue;
    room.bytes -= bytes;
    chosen.push(key);
  }
  // Half of a B3 identity is none.
  return chosen.includes(B3_TRACE_ID) && !chosen.includes(B3_SPAN_ID)
    ? chosen.filter((key) => !key.startsWith('x-b3-'))
    : chosen;
}

/** Whether what was chosen identifies the trace on its own. */
function carriesTrace(wanted: readonly string[], chosen: readonly string[]): boolean {
  if (chosen.includes('traceparent')) return true;
  return wanted.every((key) => COMPANIONS.has(key) || chosen.includes(key));
}

interface Sized {
  readonly body: unknown;
  readonly attributes: unknown;
}

/**
 * The room that messages leave: their bodies and their attributes' names, types and values count. Text takes at most
 * three bytes a UTF-16 unit: while that leaves half of the room, nothing needs to be counted.
 */
export function roomFor(maxBytes: number, messages: readonly Sized[]): Room {
  const atLeast = maxBytes - bytesOf(messages, (text) => text.length * 3);
  return { bytes: atLeast > maxBytes / 2 ? atLeast : maxBytes - bytesOf(messages, (text) => Buffer.byteLength(text)) };
}

function bytesOf(messages: readonly Sized[], bodyBytes: (text: string) => number): number {
  let bytes = 0;
  for (const { body, attributes } of messages) {
    if (typeof body === 'string') bytes += bodyBytes(body);
    if (!isObject(attributes)) continue;
    for (const name in attributes) {
      const attribute = attributes[name];
      if (!isObject(attribute)) continue;
      const { DataType, StringValue, BinaryValue } = attribute;
      bytes += Buffer.byteLength(name) + lengthOf(DataType) + lengthOf(StringValue) + lengthOf(BinaryValue);
    }
  }
  return bytes;
}

function attributeBytes(name: string, value: string): number {
  return name.length + STRING.length + Buffer.byteLength(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.byteLength : 0;
}

function countOf(attributes: Members): number {
  let count = 0;
  for (const name in attributes) if (attributes[name] != null) count++;
  return count;
}

// What SQS accepts: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[a-z0-9_.-]{1,256}(?<!\.)$/i;
const UNSENDABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function isSendable(name: string, value: unknown): value is string {
  return typeof value === 'string' && value !== '' && isAttributeName(name) && !UNSENDABLE.test(value);
}

/** Names that were looked at: propagators have a few; the bound is for one that makes them up. */
const looked = new Map<string, boolean>();
const MAX_LOOKED = 100;

/** Whether SQS takes it for the name of a message attribute; a propagator may give anything for a field. */
export function isAttributeName(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  let valid = looked.get(name);
  if (valid === undefined) {
    valid = NAME.test(name);
    if (looked.size >= MAX_LOOKED) looked.clear();
    looked.set(name, valid);
  }
  return valid;
}

/** What cannot be sent is blanked out. */
export function sendable(text: string): string {
  return text.replace(new RegExp(UNSENDABLE, 'gu'), ' ');
}
