import type { Context } from '@opentelemetry/api';
import type { Options } from '../options';
import { contextFields } from './contextFields';
import { asWritten } from './fieldNames';
import { injectIntoMessage, withoutContextFields, withoutOwnContext } from './messageAttributes';
import { shapeOfBatch, shapeOfMessage } from './messageLimits';
import { type MessageShape, SNS_SHAPE, SQS_SHAPE } from './messageShapes';
import { injectInto } from './propagator';
import { budgetFor } from './budget';
import { wantsContext } from './wantsContext';
import { type Members, copyWith, isObject, text } from '../values';

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
 * A copy of a carrier with a context in it.
 * @param carrier a message, options, a request or headers, as `injectMessageContext` takes them
 * @throws whatever a function of the options, the propagator or the carrier throws
 */
export function injectIntoCarrier(carrier: Members, parent: Context, options: Options): Members {
  for (const shape of AWS_SHAPES) {
    const { body, list } = shape;
    const entries: unknown = carrier[list];
    const one = body in carrier;
    if (!one && !Array.isArray(entries)) continue;
    const destination = destinationIn(carrier, shape);
    if (!wantsContext(destination, options)) return carrier;
    if (one) return injectAws([carrier], shapeOfMessage(shape, destination, options), parent)[0] as Members;
    const injected = injectAws(entries as unknown[], shapeOfBatch(shape, destination, options), parent);
    return copyWith(carrier, { [list]: injected }) ?? carrier;
  }
  if (!wantsContext(carrier['topic'], options)) return carrier;
  for (const list of KAFKA_LISTS) {
    const messages: unknown = carrier[list];
    if (!Array.isArray(messages)) continue;
    const injected = messages.map((message: unknown) =>
      isObject(message) ? injectIntoCarrier(message, parent, options) : message,
    );
    return copyWith(carrier, { [list]: injected }) ?? carrier;
  }
  if (!hasHeaders(carrier)) return withContext(carrier, parent);
  const { headers } = carrier;
  return copyWith(carrier, { headers: withContext(isObject(headers) ? headers : {}, parent) }) ?? carrier;
}

/** Where a request of AWS goes; an entry without its request does not say so. */
function destinationIn(carrier: Members, { destination }: MessageShape): string | undefined {
  return destination.map((member) => text(carrier[member])).find((name) => name !== undefined);
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
  return { ...withoutContextFields(headers), ...asWritten(fields) };
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
