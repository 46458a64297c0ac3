import { type Members, isObject, parseJson } from '../../../values';
import type { OutgoingDelivery } from './outgoing';
import { whileReturnsCount } from './returned';

/** What forwarding needs of a channel of amqplib, or of amqp-connection-manager. */
export interface RabbitPublisher {
  publish(exchange: string, routingKey: string, content: Buffer, options?: object, confirmed?: never): unknown;
}

/** What forwarding needs of a publisher of rabbitmq-client. */
export interface RabbitSender {
  send(envelope: never, body: never): Promise<unknown>;
  /** A client of the AWS SDK has one. */
  readonly middlewareStack?: never;
  /** These methods have producers of Kafka. */
  readonly sendBatch?: never;
  readonly initIdempotentProducer?: never;
}

/** What forwarding needs of a channel of `@cloudamqp/amqp-client`. */
export interface RabbitBasicPublisher {
  basicPublish(exchange: string, routingKey: string, data: never, properties?: never, ...rest: never[]): unknown;
}

/** A method of a client, whatever its release takes. */
type Method = (...args: unknown[]) => unknown;

type Publish = (delivery: OutgoingDelivery) => Promise<void>;

/** How a publisher sends one message; the promise settles when the publisher says that the broker has it, if it does. */
export function publishTo(publisher: object): Publish | undefined {
  const { publish, basicPublish, send, waitForConnect, waitForConfirms } = publisher as Record<
    string,
    Method | undefined
  >;
  if (typeof publish === 'function') {
    if (typeof waitForConnect === 'function') return (delivery) => publishManaged(publisher, publish, delivery);
    if (typeof waitForConfirms === 'function') return (delivery) => publishConfirmed(publisher, publish, delivery);
    return (delivery) => publishPlain(publisher, publish, delivery);
  }
  // rabbitmq-client has a method of this name, too, with other parameters.
  if (typeof basicPublish === 'function' && basicPublish.length > 2) {
    return async ({ exchange, routingKey, content, properties }) => {
      await basicPublish.call(publisher, exchange, routingKey, content, properties);
    };
  }
  return typeof send === 'function' ? (delivery) => sendEnvelope(publisher, send, delivery) : undefined;
}

/** Whatever `publish` returns is waited for: also a promise, of a channel of another kind. */
async function publishPlain(channel: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content, properties } = delivery;
  await publish.call(channel, exchange, routingKey, content, properties);
}

/** A returned message comes before its confirm. @see https://www.rabbitmq.com/docs/publishers#unroutable */
function publishConfirmed(channel: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content, properties, mandatory } = delivery;
  const confirmed = (options: Members): Promise<void> =>
    new Promise((resolve, reject) => {
      const told = (error: unknown): void => (error == null ? resolve() : reject(asError(error)));
      const returned: unknown = publish.call(channel, exchange, routingKey, content, options, told);
      if (isObject(returned) && typeof returned['then'] === 'function')
        Promise.resolve(returned).then(() => resolve(), reject);
    });
  if (!mandatory) return confirmed(properties);
  return whileReturnsCount(channel, 'return', delivery, () => confirmed({ ...properties, mandatory: true }));
}

/**
 * A channel of amqp-connection-manager that writes JSON makes text of what it gets: it has to get what is read of it.
 * @see https://github.com/jwalton/node-amqp-connection-manager#readme
 */
async function publishManaged(wrapper: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content, properties } = delivery;
  const json = (wrapper as Members)['_json'] === true;
  await publish.call(wrapper, exchange, routingKey, json ? valueOf(content) : content, properties);
}

/** @throws TypeError if writing it again gives other bytes */
function valueOf(content: Buffer): unknown {
  const value = parseJson(content.toString('utf8'));
  if (value === undefined || !Buffer.from(JSON.stringify(value)).equals(content))
    throw new TypeError('forwardMessage cannot send a body that is not plain JSON by a channel with `json: true`');
  return value;
}

async function sendEnvelope(publisher: object, send: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content, properties, mandatory } = delivery;
  const { persistent, deliveryMode, ...rest } = properties;
  const durable = deliveryMode === undefined ? persistent === true : deliveryMode === 2 || deliveryMode === true;
  const envelope = { ...rest, exchange, routingKey, durable };
  const sent = async (more: Members): Promise<void> => {
    await send.call(publisher, { ...envelope, ...more }, content);
  };
  if (!mandatory) return sent({});
  return whileReturnsCount(publisher, 'basic.return', delivery, () => sent({ mandatory: true }));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
