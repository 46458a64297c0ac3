import type { Attributes, AttributeValue } from '@opentelemetry/api';
import * as names from './attributes';
import { type BatchResult, type MessageFacts, type MessagingSystem, messagingAttributes } from './messaging';
import type { ProcessFacts } from './process';
import type { Naming } from './naming';
import type { MessagingOperation } from './semconv';
import { cut, set } from './set';

export const KAFKA: MessagingSystem = { name: 'kafka', deprecatedName: 'kafka' };
export const RABBITMQ: MessagingSystem = { name: 'rabbitmq', deprecatedName: 'rabbitmq' };

/** What a message says of where it comes from, if that is not SQS. */
export interface BrokerFacts {
  /** Undefined: nobody knows. */
  readonly system: MessagingSystem | undefined;
  readonly destination: string | undefined;
  /** It lives no longer than a connection, and so has a name that is new each time. */
  readonly temporary?: boolean | undefined;
  /** The broker has named it. */
  readonly anonymous?: boolean | undefined;
  readonly partition?: string | undefined;
  readonly offset?: number | undefined;
  readonly consumerGroup?: string | undefined;
  readonly routingKey?: string | undefined;
  readonly deliveryTag?: number | undefined;
  readonly redelivered?: boolean | undefined;
  /** AMQP's correlation id. It connects a request message with its answer. */
  readonly conversationId?: string | undefined;
  /** What else the conventions of its system have for where it comes from. */
  readonly details?: (() => Attributes) | undefined;
}

/** A system that a message, or the application, names. */
export function systemNamed(name: string): MessagingSystem {
  return { name, deprecatedName: name };
}

const DEFAULT_EXCHANGE = 'amq.default';

/** Where a message comes from or goes to. */
type BrokerDestination = Pick<BrokerFacts, 'destination' | 'temporary' | 'anonymous'>;

/**
 * The name of a RabbitMQ destination: exchange, routing key and, on the consumer's side, queue. What the caller says of
 * the queue counts, whatever its name looks like.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/
 */
export function rabbitDestination(
  exchange: string | undefined,
  routingKey: string | undefined,
  queue?: string,
): BrokerDestination {
  const temporary = DIRECT_REPLY.test(routingKey ?? '');
  const anonymous = GENERATED.test(routingKey ?? '');
  const key = queue !== undefined && (temporary || anonymous) ? undefined : routingKey;
  const parts = [exchange, key, queue === routingKey ? undefined : queue].filter((part) => part);
  const destination = parts.length === 0 ? DEFAULT_EXCHANGE : parts.join(':');
  return queue === undefined ? ofLife({ destination, temporary, anonymous }) : { destination };
}

/**
 * An address of AMQP 1.0, whichever broker has it.
 * @param dynamic whether it was made for one link
 * @see https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-messaging-v1.0-os.html#type-source
 */
export function amqpDestination(address: string, dynamic: boolean): BrokerDestination {
  const temporary = dynamic || TEMPORARY_ADDRESS.test(address);
  // RabbitMQ has `/queues/` and the like in front of a name.
  const name = address.replace(/^\/.*\//, '');
  return ofLife({ destination: address, temporary, anonymous: GENERATED.test(name) });
}

function ofLife({ destination, temporary, anonymous }: BrokerDestination): BrokerDestination {
  return { destination, ...(temporary && { temporary }), ...(anonymous && { anonymous }) };
}

/** One pseudo-queue for each channel that waits for answers. @see https://www.rabbitmq.com/docs/direct-reply-to */
const DIRECT_REPLY = /^amq\.rabbitmq\.reply-to/;

/** Of RabbitMQ, of ActiveMQ, and of the routers of Qpid. */
const TEMPORARY_ADDRESS = /(?:^|\/)amq\.rabbitmq\.reply-to|^temp-(?:queue|topic):|(?:^|\/)_topo\//;

/**
 * Queues that the broker has named, or a client with an identifier that is new each time: as many as there are
 * connections. Spring writes the identifier in base64, others without hyphens, Celery puts it first.
 * @see https://www.rabbitmq.com/docs/queues#server-named-queues
 * @see https://docs.spring.io/spring-amqp/reference/amqp/broker-configuration.html
 */
const GENERATED =
  /^(?:amq|spring)\.gen|\.anonymous\.[\w-]{22}$|(?:^|[._:-])(?:[\da-f]{32}|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})(?:$|[._:-])/i;

/**
 * The exchange in a destination that {@link rabbitDestination} made. To the exchange without a name the routing key is
 * the name of a queue, which is the destination then.
 */
export function exchangeOf(destination: string, routingKey: string): string {
  if (destination === routingKey || destination.startsWith(`${routingKey}:`)) return routingKey;
  const end = destination.indexOf(`:${routingKey}`);
  return end === -1 ? destination : destination.slice(0, end);
}

/** The attributes that a span of a message starts with that is not from SQS. */
export function brokerAttributes(broker: BrokerFacts, operation: MessagingOperation, naming: Naming): Attributes {
  const attributes = messagingAttributes(broker.system, operation, naming);
  const renamed = (deprecated: string, newest: string, value: AttributeValue | undefined): void => {
    if (naming.deprecated) set(attributes, deprecated, value);
    if (naming.newest) set(attributes, newest, value);
  };
  set(attributes, names.ATTR_MESSAGING_DESTINATION_NAME, broker.destination);
  set(attributes, names.ATTR_MESSAGING_DESTINATION_TEMPORARY, broker.temporary);
  set(attributes, names.ATTR_MESSAGING_DESTINATION_ANONYMOUS, broker.anonymous);
  if (!naming.detail) return attributes;
  set(attributes, names.ATTR_MESSAGING_DESTINATION_PARTITION_ID, broker.partition);
  set(attributes, names.ATTR_MESSAGING_CONSUMER_GROUP_NAME, broker.consumerGroup);
  renamed(names.ATTR_MESSAGING_KAFKA_OFFSET, names.ATTR_KAFKA_OFFSET, broker.offset);
  renamed(
    names.ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
    names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY,
    broker.routingKey,
  );
  renamed(
    names.ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG,
    names.ATTR_RABBITMQ_MESSAGE_DELIVERY_TAG,
    broker.deliveryTag,
  );
  set(attributes, names.ATTR_MESSAGING_MESSAGE_CONVERSATION_ID, broker.conversationId);
  Object.assign(attributes, broker.details?.());
  if (broker.redelivered === true) attributes[names.ATTR_MESSAGING_RABBITMQ_MESSAGE_REDELIVERED] = true;
  return attributes;
}

export function setBrokerMessage(attributes: Attributes, message: MessageFacts, { detail }: Naming): void {
  set(attributes, names.ATTR_MESSAGING_MESSAGE_ID, message.id);
  if (detail) set(attributes, names.ATTR_MESSAGING_MESSAGE_BODY_SIZE, message.bodySize);
}

/**
 * What metrics have in the place of a destination with a routing key in it, of which there may be any number. An exchange
 * lasts, whatever the key is.
 */
export function measuredAttributes(attributes: Attributes, { destination, routingKey }: BrokerFacts): Attributes {
  if (destination === undefined || routingKey === undefined) return attributes;
  const exchange = exchangeOf(destination, routingKey);
  const measured: Attributes = { ...attributes, [names.ATTR_MESSAGING_DESTINATION_NAME]: cut(exchange) };
  if (exchange === routingKey) return measured;
  delete measured[names.ATTR_MESSAGING_DESTINATION_TEMPORARY];
  delete measured[names.ATTR_MESSAGING_DESTINATION_ANONYMOUS];
  return measured;
}

export function setBrokerProcess(attributes: Attributes, process: ProcessFacts, { detail }: Naming): void {
  if (!detail) return;
  set(attributes, names.ATTR_MESSAGING_MESSAGE_QUEUE_TIME_MS, process.queueTime);
  set(attributes, names.ATTR_MESSAGING_DEAD_LETTER_SOURCE_QUEUE, process.deadLetterSource);
  set(attributes, names.ATTR_MESSAGING_RETRY_COUNT, process.retryCount);
  set(attributes, names.ATTR_MESSAGING_FORWARD_REASON, process.forwardReason);
}

export function setBrokerBatch(attributes: Attributes, size: number): void {
  attributes[names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT] = size;
}

export function setBrokerBatchResult(attributes: Attributes, { succeeded, failed }: BatchResult): void {
  attributes[names.ATTR_MESSAGING_BATCH_SUCCESS_COUNT] = succeeded;
  attributes[names.ATTR_MESSAGING_BATCH_FAILED_COUNT] = failed;
}

type Told = (...names: readonly string[]) => unknown;

/**
 * Whether the process span of another instrumentation belongs to this message. The attributes of both are compared, in the
 * words of all releases of the conventions: where both tell something that differs from message to message, it decides.
 * @param id of the message
 */
export function describesMessage(
  attributes: Readonly<Record<string, unknown>>,
  broker: BrokerFacts,
  id: string | undefined,
): boolean {
  const told: Told = (...of) => of.map((name) => attributes[name]).find((value) => value != null);
  if (told(names.ATTR_MESSAGING_SYSTEM, names.ATTR_MESSAGING_SYSTEM_NAME) !== broker.system?.name) return false;
  const operation = told(names.ATTR_MESSAGING_OPERATION_TYPE, OPERATION);
  if (operation !== undefined && operation !== 'process') return false;
  if (isOther(told(...IDS), id) || isOther(told(...DELIVERY_TAGS), broker.deliveryTag)) return false;
  if (isOther(told(...PARTITIONS), broker.partition)) return false;
  return broker.system === KAFKA ? describesRecord(told, broker) : describesDelivery(told, broker, id);
}

function describesRecord(told: Told, { destination, offset }: BrokerFacts): boolean {
  const topic = told(names.ATTR_MESSAGING_DESTINATION_NAME, DESTINATION);
  if (destination !== undefined && topic !== destination) return false;
  const other = told(...OFFSETS);
  // Older instrumentations do not tell it.
  return other === undefined ? topic !== undefined : Number(other) === offset;
}

function describesDelivery(told: Told, { routingKey = '' }: BrokerFacts, id: string | undefined): boolean {
  const key = told(...ROUTING_KEYS);
  return (key === undefined && id !== undefined && told(...IDS) === id) || (key ?? '') === routingKey;
}

function isOther(told: unknown, own: string | number | undefined): boolean {
  const isTold = typeof told === 'string' || typeof told === 'number';
  return isTold && own !== undefined && String(told) !== String(own);
}

// What instrumentations write by older versions of the conventions stands behind the name of today.
const OPERATION = 'messaging.operation';
const DESTINATION = 'messaging.destination';
const IDS = [names.ATTR_MESSAGING_MESSAGE_ID, 'messaging.message_id'];
const DELIVERY_TAGS = [names.ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG, names.ATTR_RABBITMQ_MESSAGE_DELIVERY_TAG];
const PARTITIONS = [
  names.ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  'messaging.kafka.destination.partition',
  'messaging.kafka.partition',
];
const OFFSETS = [names.ATTR_MESSAGING_KAFKA_OFFSET, names.ATTR_KAFKA_OFFSET, 'messaging.kafka.message.offset'];
const ROUTING_KEYS = [
  names.ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
  names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY,
  names.ATTR_MESSAGING_RABBITMQ_ROUTING_KEY,
];
