import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import type { Options } from '../options';
import { putContext } from './brokers/outgoing';
import { contextFields } from './contextFields';
import { asWritten } from './fieldNames';
import { injectIntoMessage, withoutContextFields, withoutOwnContext } from './messageAttributes';
import { shapeOfBatch, shapeOfMessage } from './messageLimits';
import { type MessageShape, SNS_SHAPE, SQS_SHAPE } from './messageShapes';
import { injectInto } from './propagator';
import { budgetFor } from './budget';
import { wantsContext } from './wantsContext';
import { type Members, copyWith, isObject, isRecord, text } from '../values';

/** The senders of AWS that take a message with attributes. */
const AWS_SHAPES: readonly MessageShape[] = [SQS_SHAPE, SNS_SHAPE];

/** In which kafkajs takes messages: `send` those of a topic, `sendBatch` those of several. */
const KAFKA_LISTS = ['messages', 'topicMessages'] as const;

/**
 * A copy of a carrier with a context in it.
 * @param carrier a message, options, a request or headers, as `injectMessageContext` takes them
 * @returns undefined for what is nobody's
 * @throws whatever a function of the options, the propagator or the carrier throws
 */
export function injectIntoCarrier(carrier: object, parent: Context, options: Options): object | undefined {
  if (Array.isArray(carrier) && carrier.length > 0 && carrier.every(isMessage))
    return injectIntoList(carrier, parent, options);
  if (!isRecord(carrier) || types.isMap(carrier)) return putContext(carrier, fieldsOf(parent));
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
    return copyWith(carrier, { [list]: injectIntoList(messages, parent, options) }) ?? carrier;
  }
  return putContext(carrier, fieldsOf(parent));
}

/** Several messages; what is none stays. */
function injectIntoList(messages: readonly unknown[], parent: Context, options: Options): unknown[] {
  const shape = AWS_SHAPES.find((each) => messages.every((message) => isEntry(message, each)));
  if (shape !== undefined && wantsContext(undefined, options))
    return injectAws(messages, shapeOfBatch(shape, undefined, options), parent);
  return messages.map((message) =>
    isObject(message) ? (injectIntoCarrier(message, parent, options) ?? message) : message,
  );
}

/** Entries of one request share its size; a message with a destination is a request itself. */
function isEntry(message: unknown, shape: MessageShape): boolean {
  return isRecord(message) && shape.body in message && destinationIn(message, shape) === undefined;
}

/** Something that has a body. A list of headers consists of others. */
function isMessage(entry: unknown): boolean {
  return isRecord(entry) && BODIES.some((body) => body in entry);
}

const BODIES = ['value', ...AWS_SHAPES.map(({ body }) => body), 'data', 'body'] as const;

/** The fields of a context, as they are written into headers. */
function fieldsOf(of: Context): Record<string, string> {
  const fields: Record<string, string> = {};
  injectInto(of, fields);
  return asWritten(fields);
}

/** Where a request of AWS goes; an entry without its request does not say so. */
function destinationIn(carrier: Members, { destination }: MessageShape): string | undefined {
  return destination.map((member) => text(carrier[member])).find((name) => name !== undefined);
}

/** Headers without the context that they may have held, with another one. */
export function withContext(headers: Members, of: Context): Members {
  return { ...withoutContextFields(headers), ...fieldsOf(of) };
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
