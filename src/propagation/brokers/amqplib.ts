import { isUtf8 } from 'node:buffer';
import { type Members, isObject, isRecord, membersOf, number, text } from '../../values';
import { bytesOf, decodedPart } from '../bytes';
import { bodySize, encodedBytes } from './bodySize';
import type { RabbitDelivery } from './brokerMessage';
import { headersByName } from './headers';

/**
 * A message of amqplib, also by amqp-connection-manager.
 * @see https://amqp-node.github.io/amqplib/channel_api.html#channel_consume
 */
export function amqplib(message: Members): RabbitDelivery | undefined {
  if (!('fields' in message && 'properties' in message)) return undefined;
  const { fields, properties, content } = message;
  if (!isRecord(fields) || !isRecord(properties) || !(isPlaced(fields) || isCarrier(message, properties)))
    return undefined;
  return deliveryOf(message, fields, properties, () => content, bodySize(content));
}

/** Whether something has come from an exchange: documents of applications have `fields` and `properties`, too. */
function isPlaced({ exchange, routingKey, deliveryTag }: Members): boolean {
  return typeof exchange === 'string' || typeof routingKey === 'string' || typeof deliveryTag === 'number';
}

/** Whether it has at least what a context is read of. */
function isCarrier(message: Members, { headers }: Members): boolean {
  return 'content' in message && isObject(headers);
}

/** @see https://docs.nestjs.com/microservices/rabbitmq#context */
export function nestRabbit(context: Members): RabbitDelivery | undefined {
  const { getMessage, getPattern, getChannelRef } = context;
  if (typeof getMessage !== 'function' || typeof getPattern !== 'function' || typeof getChannelRef !== 'function')
    return undefined;
  const message: unknown = getMessage.call(context);
  return isObject(message) ? amqplib(message) : undefined;
}

/**
 * A record of RabbitMQ in an event of Lambda.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export function mqEvent(record: Members): RabbitDelivery | undefined {
  const { basicProperties, data, redelivered } = record;
  if (!isObject(basicProperties) || typeof data !== 'string' || typeof redelivered !== 'boolean') return undefined;
  const headers = Object.entries(membersOf(basicProperties['headers'])).map(([name, value]) => [name, headerOf(value)]);
  // Its time is words of Java.
  const told = { ...basicProperties, timestamp: undefined, headers: Object.fromEntries(headers) as Members };
  return deliveryOf(record, record, told, () => decodedPart(data), encodedBytes(data));
}

/** Text comes as bytes, with a word on that. */
function headerOf(value: unknown): unknown {
  const bytes = isObject(value) ? bytesOf(value['bytes']) : undefined;
  if (bytes === undefined) return value;
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes;
}

/**
 * @param fields of its delivery
 * @param properties by amqplib's names
 */
export function deliveryOf(
  message: Members,
  fields: Members,
  properties: Members,
  body: RabbitDelivery['body'],
  size: number | undefined,
): RabbitDelivery {
  const id = text(properties['messageId']);
  return {
    system: 'rabbitmq',
    message,
    id: id === '' ? undefined : id,
    headers: headersByName(membersOf(properties['headers'])),
    body,
    bodySize: size,
    exchange: text(fields['exchange']),
    routingKey: text(fields['routingKey']),
    deliveryTag: number(fields['deliveryTag']),
    redelivered: fields['redelivered'] === true,
    properties,
  };
}
