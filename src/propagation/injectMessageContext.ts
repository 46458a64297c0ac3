import { type Context, context } from '@opentelemetry/api';
import { contextFields } from './contextFields';
import { injectIntoMessage, withoutContextFields, withoutOwnContext } from './messageAttributes';
import { type MessageShape, SNS_SHAPE, SQS_SHAPE } from './messageShapes';
import { injectInto } from './propagator';
import { budgetFor } from './budget';
import { type Members, copyWith, isObject } from '../values';

/** The senders of AWS that take a message with attributes. */
const AWS_SHAPES: readonly MessageShape[] = [SQS_SHAPE, SNS_SHAPE];

/** In which kafkajs takes messages: `send` those of a topic, `sendBatch` those of several. */
const KAFKA_LISTS = ['messages', 'topicMessages'] as const;

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
 * Takes a message for kafkajs (`value`, `headers`) or what its `send` and `sendBatch` take, the publish options of amqplib
 * (`headers`), the input or an entry of SQS' and SNS' send operations, and plain headers for anything else. Never throws,
 * and never writes to what it is given.
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
  for (const shape of AWS_SHAPES) {
    const { body, list } = shape;
    if (body in carrier) return injectAws([carrier], shape, parent)[0] as Members;
    const entries: unknown = carrier[list];
    if (Array.isArray(entries)) return copyWith(carrier, { [list]: injectAws(entries, shape, parent) }) ?? carrier;
  }
  for (const list of KAFKA_LISTS) {
    const messages: unknown = carrier[list];
    if (!Array.isArray(messages)) continue;
    const injected = messages.map((message: unknown) => (isObject(message) ? inject(message, parent) : message));
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
  return { ...withoutContextFields(headers), ...fields };
}

/** The messages of one request, each with the context in place of the one that it carried. */
function injectAws(messages: readonly unknown[], shape: MessageShape, of: Context): unknown[] {
  const bare = messages.map((message) => (isObject(message) ? withoutOwnContext(message) : message));
  const budget = budgetFor(shape.maxSize, bare.filter(isObject), shape.body);
  const fields = contextFields(of);
  return bare.map((message) =>
    isObject(message) ? injectIntoMessage(message, of, fields, budget, shape).message : message,
  );
}
