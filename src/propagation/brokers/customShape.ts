import { types } from 'node:util';
import { shared } from '../../shared';
import { type Members, integer, isObject, number, text } from '../../values';
import { bodySize } from './bodySize';
import type { BrokerMessage } from './brokerMessage';
import { headersByName, textOrBytes } from './headers';
import { spelled, timeOf } from './kafkajs';

/** Where something stands in a message: the name of a member, names joined by dots, or a function of the message. */
export type Place<Message = unknown> = string | ((message: Message) => unknown);

/**
 * What an application says of messages that no client in the table of this package has. Whatever is left out, or is of
 * another type than it should be, counts as not told. With headers that cannot be read, a message is not forwarded.
 */
export interface MessageShape<Message = unknown> {
  /** `messaging.system`: the registry's name, if it has one. @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#messaging-system */
  readonly system: string;
  /** Text, bytes, or null. Needed to forward a message. */
  readonly body?: Place<Message> | undefined;
  /** An object, a `Map`, or a list of pairs: trace context and what else travels. */
  readonly headers?: Place<Message> | undefined;
  readonly id?: Place<Message> | undefined;
  /** Kafka's key, or what is like it. */
  readonly key?: Place<Message> | undefined;
  /** The queue or topic. */
  readonly destination?: Place<Message> | undefined;
  readonly partition?: Place<Message> | undefined;
  readonly offset?: Place<Message> | undefined;
  /** When it was sent: milliseconds since 1970, or a `Date`. */
  readonly sent?: Place<Message> | undefined;
  /** How often it was tried before. */
  readonly retryCount?: Place<Message> | undefined;
}

/** A message stays known by what was said of it, in whatever is called with it later. */
const described = shared('described messages', () => ({ any: false, messages: new WeakMap<object, BrokerMessage>() }));

/** @throws TypeError if the shape is none */
export function describeBy(message: unknown, shape: MessageShape<never> | undefined): void {
  if (shape === undefined) return;
  if (!isObject(shape) || text(shape.system) === undefined || shape.system === '')
    throw new TypeError('shape: expected an object with a `system`');
  if (!isObject(message)) return;
  described.any = true;
  described.messages.set(message, read(message, shape as MessageShape));
}

export function describedBy(message: object): BrokerMessage | undefined {
  return described.any ? described.messages.get(message) : undefined;
}

function read(message: Members, shape: MessageShape): BrokerMessage {
  const at = (place: Place | undefined): unknown => {
    const found = placeIn(message, place);
    return found === UNREADABLE ? undefined : found;
  };
  const headers = placeIn(message, shape.headers);
  const body = (): unknown => at(shape.body);
  const offset = spelled(at(shape.offset));
  const sent = at(shape.sent);
  return {
    system: 'other',
    name: shape.system,
    message,
    headers: headersByName(headers),
    hidesHeaders: headers != null && !(isObject(headers) && isReadable(headers)),
    id: textOrBytes(at(shape.id)),
    body,
    bodySize: bodySize(body()),
    key: () => at(shape.key),
    destination: text(at(shape.destination)),
    partition: spelled(at(shape.partition)),
    offset: integer(offset),
    sent: types.isDate(sent) ? number(sent.getTime()) : timeOf(sent),
    retryCount: countOf(spelled(at(shape.retryCount))),
  };
}

/** What is used up by reading it is not read. */
function isReadable(headers: object): boolean {
  return !('next' in headers && typeof headers.next === 'function');
}

function countOf(spelledCount: string | undefined): number | undefined {
  const count = integer(spelledCount);
  return count !== undefined && count >= 0 ? count : undefined;
}

/** What stands in a place that cannot be read. */
const UNREADABLE = Symbol('unreadable');

/** What cannot be read counts as not told. */
function placeIn(message: Members, place: Place | undefined): unknown {
  if (place === undefined) return undefined;
  try {
    if (typeof place === 'function') return atOnce(place(message));
    return place.split('.').reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), message);
  } catch {
    return UNREADABLE;
  }
}

/** What is there later only is not there. Nobody else would hear that it fails. */
function atOnce(found: unknown): unknown {
  if (!types.isPromise(found)) return found;
  found.catch(() => undefined);
  return UNREADABLE;
}
