import { type Context, context } from '@opentelemetry/api';
import { AWS_TRACE_HEADER } from './awsTraceHeader';
import { type Members, copyWith, isObject } from './copy';
import { type Room, type TraceHeaderPolicy, injectIntoMessage, roomFor } from './messageAttributes';
import { injectInto, propagatedFields } from './propagator';

/** How a service of AWS takes messages: one as its input, or several in a list. */
interface Service {
  readonly body: string;
  readonly list: string;
  readonly maxSize: number;
  readonly traceHeader: TraceHeaderPolicy;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const SQS: Service = { body: 'MessageBody', list: 'Entries', maxSize: 1_048_576, traceHeader: 'overflow' };
/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SNS: Service = { body: 'Message', list: 'PublishBatchRequestEntries', maxSize: 262_144, traceHeader: 'never' };

/** Options of amqplib's `publish` by which an object without `headers` is known as such; others may be headers, too. */
const PUBLISH_OPTIONS: ReadonlySet<string> = new Set([
  'appId',
  'BCC',
  'CC',
  'contentEncoding',
  'contentType',
  'correlationId',
  'deliveryMode',
  'immediate',
  'mandatory',
  'messageId',
  'persistent',
  'replyTo',
  'userId',
]);

/**
 * A copy of something that is about to be sent, with the active context in it, for senders that no instrumentation
 * covers. Whatever context it carried before, of a message that it was copied from, is replaced.
 *
 * Takes a message for kafkajs (`value`, `headers`), the publish options of amqplib (`headers`), the input or an entry of
 * SQS' and SNS' send operations, and plain headers for anything else. Never throws, and never writes to what it is given.
 * @param carrier the message, the options or the headers
 * @param parent the context to send along; default the active one
 * @example
 * await producer.send({ topic: 'orders', messages: [injectMessageContext({ value: JSON.stringify(order) })] });
 * channel.publish('shop', 'order.placed', content, injectMessageContext({ headers: {}, persistent: true }));
 */
export function injectMessageContext<Carrier extends object>(
  carrier: Carrier,
  parent: Context = context.active(),
): Carrier {
  try {
    return isObject(carrier) && !Array.isArray(carrier) ? (inject(carrier, parent) as Carrier) : carrier;
  } catch {
    return carrier;
  }
}

function inject(carrier: Members, parent: Context): Members {
  for (const service of [SQS, SNS]) {
    const { body, list, maxSize } = service;
    if (body in carrier) return ofAws(carrier, service, parent, roomFor(maxSize, [sized(carrier, body)]));
    const entries: unknown = carrier[list];
    if (!Array.isArray(entries)) continue;
    const messages = entries.filter(isObject);
    const room = roomFor(
      maxSize,
      messages.map((entry) => sized(entry, body)),
    );
    const injected = entries.map((entry: unknown) => (isObject(entry) ? ofAws(entry, service, parent, room) : entry));
    return copyWith(carrier, { [list]: injected }) ?? carrier;
  }
  if (!hasHeaders(carrier)) return withContext(carrier, parent);
  const { headers } = carrier;
  return copyWith(carrier, { headers: withContext(isObject(headers) ? headers : {}, parent) }) ?? carrier;
}

/** A Kafka message or publish options: something whose headers are a member of their own. */
function hasHeaders(carrier: Members): boolean {
  if (isObject(carrier['headers']) || 'value' in carrier) return true;
  return Object.keys(carrier).some((name) => PUBLISH_OPTIONS.has(name));
}

/** Headers without the context that they may have held, with another one. */
export function withContext(headers: Members, of: Context): Members {
  const fields: Record<string, string> = {};
  injectInto(of, fields);
  return { ...withoutContext(headers), ...fields };
}

function sized(message: Members, body: string): { body: unknown; attributes: unknown } {
  return { body: message[body], attributes: bareAttributes(message) };
}

function bareAttributes({ MessageAttributes }: Members): unknown {
  return isObject(MessageAttributes) ? withoutContext(MessageAttributes) : MessageAttributes;
}

function ofAws(carrier: Members, { traceHeader }: Service, parent: Context, room: Room): Members {
  const { MessageAttributes, MessageSystemAttributes } = carrier;
  const replaced: Members = MessageAttributes === undefined ? {} : { MessageAttributes: bareAttributes(carrier) };
  if (isObject(MessageSystemAttributes)) {
    replaced['MessageSystemAttributes'] = withoutContext(MessageSystemAttributes);
  }
  const bare = copyWith(carrier, replaced) ?? carrier;
  return injectIntoMessage(bare, parent, room, traceHeader).message;
}

function withoutContext(fields: Members): Members {
  const rest = { ...fields };
  for (const field of propagatedFields()) delete rest[field];
  delete rest[AWS_TRACE_HEADER];
  return rest;
}
