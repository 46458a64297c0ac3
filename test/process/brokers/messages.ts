import { TRACEPARENT } from '../consumerWorld';

let offset = 1000;

/** A record as kafkajs hands it out, each at an offset of its own. */
export function kafkaMessage(members: object = {}) {
  return {
    key: Buffer.from('customer-7'),
    value: Buffer.from('größer'),
    timestamp: String(Date.now() - 2000),
    attributes: 0,
    offset: String(offset++),
    headers: { traceparent: Buffer.from(TRACEPARENT) } as Record<string, unknown>,
    ...members,
  };
}

/** What kafkajs gives to `eachMessage`. */
export function eachMessagePayload(members: object = {}, place: object = {}) {
  return {
    topic: 'orders',
    partition: 3,
    message: kafkaMessage(members),
    heartbeat: () => Promise.resolve(),
    pause: () => () => undefined,
    ...place,
  };
}

/** A message as amqplib hands it out. */
export function rabbitMessage(properties: object = {}, fields: object = {}) {
  return {
    content: Buffer.from('größer'),
    fields: {
      consumerTag: 'tag',
      deliveryTag: 17,
      redelivered: false,
      exchange: 'shop',
      routingKey: 'order.placed',
      ...fields,
    },
    properties: {
      headers: { traceparent: TRACEPARENT } as Record<string, unknown>,
      messageId: 'rabbit-message',
      timestamp: Math.floor(Date.now() / 1000) - 2,
      contentType: undefined,
      ...properties,
    },
  };
}
