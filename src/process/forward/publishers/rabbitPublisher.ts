import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Members, isObject, membersOf, parseJson } from '../../../values';
import { AMQPLIB, CLOUDAMQP, type FieldForms, RABBITMQ_CLIENT, fieldsFor } from './fieldForms';
import { asError } from './asError';
import { refuseObservable } from './observable';
import type { OutgoingDelivery } from './outgoing';
import { returnsInEvent, returnsInMethod, returnsOfManaged } from './returnSources';
import { type Returns, whileReturnsCount } from './returned';

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
  const methods = publisher as Record<string, Method | undefined>;
  const { publish, basicPublish, send, waitForConnect, waitForConfirms } = methods;
  if (typeof publish === 'function') {
    if (OF_OTHERS.some((name) => typeof methods[name] === 'function')) return undefined;
    if (typeof waitForConnect === 'function') return (delivery) => publishManaged(publisher, publish, delivery);
    if (typeof waitForConfirms === 'function') return (delivery) => publishConfirmed(publisher, publish, delivery);
    return (delivery) => publishPlain(publisher, publish, delivery);
  }
  // rabbitmq-client has a method of this name, too, with other parameters.
  if (typeof basicPublish === 'function' && basicPublish.length > 2)
    return (delivery) => publishBasic(publisher, basicPublish, delivery);
  return typeof send === 'function' ? (delivery) => sendEnvelope(publisher, send, delivery) : undefined;
}

/**
 * What queues and exchanges of `@cloudamqp/amqp-client` and clients of other protocols have beside `publish`, which takes
 * something else there: it would send the exchange's name as the body.
 */
const OF_OTHERS = ['subscribe', 'bind'] as const;

/** Whatever `publish` returns is waited for: also a promise, of a channel of another kind. */
async function publishPlain(channel: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content } = delivery;
  await publish.call(channel, exchange, routingKey, content, propertiesFor(AMQPLIB, delivery));
}

/** A returned message comes before its confirm. @see https://www.rabbitmq.com/docs/publishers#unroutable */
async function publishConfirmed(channel: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content } = delivery;
  const properties = propertiesFor(AMQPLIB, delivery);
  const confirmed = (options: Members): Promise<void> =>
    new Promise((resolve, reject) => {
      const told = (error: unknown): void => (error == null ? resolve() : reject(asError(error)));
      const returned: unknown = publish.call(channel, exchange, routingKey, content, options, told);
      if (isObject(returned) && typeof returned['then'] === 'function')
        Promise.resolve(returned).then(() => resolve(), reject);
    });
  await mandatorily(channel, delivery, returnsInEvent(channel, 'return'), (mandatory) =>
    confirmed({ ...properties, ...mandatory }),
  );
}

/**
 * A channel of amqp-connection-manager that writes JSON makes text of what it gets: it has to get what is read of it.
 * @see https://github.com/jwalton/node-amqp-connection-manager#readme
 */
async function publishManaged(wrapper: object, publish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content } = delivery;
  const { _json: json, _confirm: confirms } = wrapper as Members;
  const body = json === true ? valueOf(content) : content;
  const properties = propertiesFor(AMQPLIB, delivery);
  const returns = confirms === false ? undefined : returnsOfManaged(wrapper);
  await mandatorily(wrapper, delivery, returns, async (mandatory) => {
    await publish.call(wrapper, exchange, routingKey, body, { ...properties, ...mandatory });
  });
}

/** @throws TypeError if writing it again gives other bytes */
function valueOf(content: Buffer): unknown {
  const value = parseJson(content.toString('utf8'));
  if (value === undefined || !Buffer.from(JSON.stringify(value)).equals(content))
    throw new TypeError('forwardMessage cannot send a body that is not plain JSON by a channel with `json: true`');
  return value;
}

/**
 * `@cloudamqp/amqp-client`: times are of JavaScript, and there is no word for a message that is kept but the number of it.
 * @see https://cloudamqp.github.io/amqp-client.js/
 */
async function publishBasic(channel: object, basicPublish: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content } = delivery;
  const { persistent, timestamp, ...rest } = propertiesFor(CLOUDAMQP, delivery);
  const properties = {
    ...(persistent === true ? { deliveryMode: PERSISTENT } : {}),
    ...(typeof timestamp === 'number' ? { timestamp: new Date(timestamp * 1000) } : {}),
    ...rest,
  };
  const confirms = Boolean((channel as Members)['confirmId']);
  const returns = confirms ? returnsInMethod(channel, 'onReturn') : undefined;
  await mandatorily(channel, delivery, returns, async ({ mandatory = false }) => {
    await basicPublish.call(channel, exchange, routingKey, content, properties, mandatory);
  });
}

/** @see https://www.rabbitmq.com/docs/publishers#message-properties */
const PERSISTENT = 2;

async function sendEnvelope(publisher: object, send: Method, delivery: OutgoingDelivery): Promise<void> {
  const { exchange, routingKey, content } = delivery;
  const { persistent, deliveryMode, ...rest } = propertiesFor(RABBITMQ_CLIENT, delivery);
  const durable =
    deliveryMode === undefined ? persistent === true : deliveryMode === PERSISTENT || deliveryMode === true;
  const envelope = { ...rest, exchange, routingKey, durable };
  await mandatorily(publisher, delivery, returnsInEvent(publisher, 'basic.return'), async (mandatory) => {
    refuseObservable(await send.call(publisher, { ...envelope, ...mandatory }, content));
    // It tells of a returned message a turn after it has read that, and of its confirm at once.
    if (mandatory.mandatory === true) await nextTurn();
  });
}

type Mandatory = { readonly mandatory?: true };

/** Where nobody tells of a message that comes back, it is sent all the same. */
async function mandatorily(
  publisher: object,
  delivery: OutgoingDelivery,
  returns: Returns | undefined,
  send: (mandatory: Mandatory) => Promise<void>,
): Promise<void> {
  if (!delivery.mandatory || returns === undefined) return send({});
  return whileReturnsCount(publisher, returns, delivery, () => send({ mandatory: true }));
}

function propertiesFor(forms: FieldForms, { properties, lossy }: OutgoingDelivery): Members {
  return { ...properties, headers: fieldsFor(forms, membersOf(properties['headers']), lossy) };
}
