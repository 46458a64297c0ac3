import { types } from 'node:util';
import { type Members, isObject, number, isBytes } from '../../values';
import { deliveryOf } from './amqplib';
import { asSent, isExact } from './asSent';
import { bodySize } from './bodySize';
import type { RabbitDelivery } from './brokerMessage';

/**
 * A message of rabbitmq-client: fields and properties side by side, and a body that is parsed already.
 * @see https://cody-greene.github.io/node-rabbitmq-client/latest/interfaces/AsyncMessage.html
 */
export function rabbitmqClient(message: Members): RabbitDelivery | undefined {
  if (!isDelivery(message) || 'properties' in message) return undefined;
  const { durable } = message;
  const deliveryMode = typeof durable === 'boolean' ? (durable ? 2 : 1) : undefined;
  return deliveryOf(
    message,
    message,
    { ...message, deliveryMode },
    (lossy) => unparsed(message, lossy),
    sizeOf(message),
  );
}

/**
 * A message of `@cloudamqp/amqp-client`.
 * @see https://cloudamqp.github.io/amqp-client.js/
 */
export function cloudamqp(message: Members): RabbitDelivery | undefined {
  const { properties, body } = message;
  if (!isDelivery(message) || !isObject(properties)) return undefined;
  const bytes = body === null && message['bodySize'] === 0 ? Buffer.alloc(0) : body;
  // With codecs, the body is something else than what was sent.
  return deliveryOf(
    message,
    message,
    { ...properties, timestamp: secondsOf(properties['timestamp']) },
    () => (isBytes(bytes) ? bytes : undefined),
    number(message['bodySize']),
  );
}

/** Its times are of JavaScript; AMQP's are in seconds. */
function secondsOf(timestamp: unknown): number | undefined {
  return types.isDate(timestamp) ? number(Math.floor(timestamp.getTime() / 1000)) : number(timestamp);
}

function isDelivery(message: Members): boolean {
  const { exchange, routingKey, deliveryTag } = message;
  if (typeof exchange !== 'string' || typeof routingKey !== 'string' || !('body' in message)) return false;
  return typeof deliveryTag === 'number' || typeof deliveryTag === 'bigint';
}

/** A parsed body is not written again for its size. */
function sizeOf({ body, contentType }: Members): number | undefined {
  return contentType === 'application/json' && !isBytes(body) ? undefined : bodySize(body);
}

/** JSON is the one thing that the client parses: it writes what it has parsed in the same way. */
function unparsed({ body, contentType }: Members, lossy: boolean): unknown {
  if (contentType !== 'application/json')
    return isBytes(body) || typeof body === 'string' ? asSent(body, lossy) : undefined;
  // Bytes are what could not be parsed.
  if (isBytes(body)) return body;
  return lossy || isExact(body) ? asSent(JSON.stringify(body), lossy) : undefined;
}
