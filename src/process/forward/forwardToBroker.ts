import { ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { Period } from '../../telemetry/endingContext';
import { endSpan } from '../../telemetry/endSpan';
import { failSpan, failingOf } from '../../telemetry/failSpan';
import { activeContext } from '../../telemetry/activeContext';
import { safely } from '../../telemetry/safely';
import { suppressTracing } from '../../telemetry/suppression';
import { within } from '../../telemetry/within';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from '../../propagation/awsTraceHeader';
import { bodySize } from '../../propagation/brokers/bodySize';
import { withContext } from '../../propagation/injectIntoCarrier';
import {
  ERROR,
  FORWARD_REASON,
  MAX_FORWARD_TEXT,
  ORIGINAL_TRACE_ID,
  RETRY_COUNT,
} from '../../propagation/forwardAttributes';
import { messagingSpanName } from '../../semconv/messaging';
import {
  type BrokerFacts,
  KAFKA,
  RABBITMQ,
  brokerAttributes,
  rabbitDestination,
  setBrokerMessage,
  setBrokerProcess,
} from '../../semconv/brokers';
import { activeOptions } from '../../telemetry/active';
import { propagatesTo } from '../../telemetry/propagates';
import { claimedSpan } from '../claims';
import { telemetryOf } from '../telemetryOf';
import { type ForwardReason, type ForwardedMessage, describeForwarded, forwardLinks } from './describeForward';
import { kafkaHeaders, kafkaKey, ownHeaders, rabbitContent, rabbitProperties } from './forwardedParts';
import { type KafkaProducer, type KafkaSender, sendTo } from './publishers/kafkaSender';
import {
  type RabbitBasicPublisher,
  type RabbitPublisher,
  type RabbitSender,
  publishTo,
} from './publishers/rabbitPublisher';
import { type Members, isBytes, isObject } from '../../values';

export interface KafkaForwardOptions extends ForwardReason {
  readonly topic: string;
  /** Default: the message's own. */
  readonly key?: string | Buffer | null | undefined;
  /**
   * Leaves out headers that the producer's client cannot write, such as those without a value and bytes with node-rdkafka,
   * and sends what a client has made of a body or key that was no text; default false: that is a `TypeError`, and nothing is
   * sent.
   */
  readonly lossy?: boolean | undefined;
}

export interface RabbitForwardOptions extends ForwardReason {
  /** Default `''`: the exchange that knows every queue by its name. */
  readonly exchange?: string | undefined;
  readonly routingKey: string;
  /**
   * Whether a message that no queue takes is an error, which has the code `ERR_FORWARD_UNROUTABLE`; default true. A channel
   * that confirms can tell, and a publisher of rabbitmq-client that does; with others, such a message is gone.
   */
  readonly mandatory?: boolean | undefined;
  /**
   * Leaves out headers that the publisher's client cannot write, such as bytes and times with rabbitmq-client, and sends
   * what a client has made of a body that was no text; default false: that is a `TypeError`, and nothing is sent.
   */
  readonly lossy?: boolean | undefined;
}

/** A message that is about to be sent, and how to send it. */
interface Delivery {
  readonly broker: BrokerFacts;
  readonly id?: string | undefined;
  send(headers: Members): Promise<unknown>;
}

/** To a topic. @see forwardMessage */
export async function forwardToKafka(
  producer: KafkaSender | KafkaProducer,
  message: object,
  options: KafkaForwardOptions,
): Promise<unknown> {
  const { topic, key, lossy = false } = options;
  if (typeof topic !== 'string' || topic === '') throw new TypeError('forwardMessage: expected a text as the `topic`');
  if (isObject(key) && !isBytes(key)) throw new TypeError('forwardMessage: expected text or bytes as the `key`');
  const send = sendTo(producer);
  if (send === undefined) throw new TypeError('forwardMessage: expected a producer of Kafka for a `topic`');
  const forwarded = describeForwarded(message, options);
  const { received } = forwarded;
  const { body, broker } = received;
  const own = key === undefined ? kafkaKey(received, lossy) : key;
  // What is empty in RabbitMQ's types is nothing in Kafka's. A record of Kafka may mean something by it.
  const leavesOut = lossy || broker?.system !== 'kafka';
  return deliver(message, forwarded, {
    broker: { system: KAFKA, destination: topic },
    send: (headers) => send({ topic, key: own, value: body, headers: kafkaHeaders(headers, leavesOut), lossy }),
  });
}

/** To an exchange. @see forwardMessage */
export async function forwardToRabbit(
  publisher: RabbitPublisher | RabbitSender | RabbitBasicPublisher,
  message: object,
  options: RabbitForwardOptions,
): Promise<void> {
  const { exchange = '', routingKey, mandatory = true, lossy = false } = options;
  if (typeof routingKey !== 'string') throw new TypeError('forwardMessage: expected a text as the `routingKey`');
  const publish = publishTo(publisher);
  if (publish === undefined) throw new TypeError('forwardMessage: expected a channel of RabbitMQ for a `routingKey`');
  const forwarded = describeForwarded(message, options);
  const { received } = forwarded;
  const { id } = received;
  const content = rabbitContent(received);
  const own = { persistent: true, messageId: id, ...rabbitProperties(received) };
  await deliver(message, forwarded, {
    broker: { system: RABBITMQ, ...rabbitDestination(exchange, routingKey), routingKey },
    id,
    send: (headers) => publish({ exchange, routingKey, content, properties: { ...own, headers }, mandatory, lossy }),
  });
}

/** Sends a message with its context and its history, inside a span that is the only one of this sending. */
async function deliver(message: object, forwarded: ForwardedMessage, delivery: Delivery): Promise<unknown> {
  const { broker, id } = delivery;
  const headers = forwardedHeaders(message, forwarded, broker);
  const attempt = safely('looking for the attempt', claimedSpan, message);
  const span = safely('starting a span', () => startSpan(message, forwarded, delivery));
  const { cause, reason } = forwarded;
  const sent = (): void => attempt?.forwarded({ cause, reason, destination: broker.destination, id });
  if (span === undefined) {
    const result = await delivery.send(headers);
    sent();
    return result;
  }
  // The client's own instrumentation would put its context in the place of the message's.
  const work: Period = { over: false };
  const active = suppressTracing(trace.setSpan(activeContext(), span), work);
  try {
    const result = await within(active, () => delivery.send(headers));
    sent();
    return result;
  } catch (error) {
    safely('recording an error', () => failSpan(span, failingOf(error)));
    throw error;
  } finally {
    work.over = true;
    endSpan(span);
  }
}

function startSpan(message: object, forwarded: ForwardedMessage, { broker, id }: Delivery): Span | undefined {
  const telemetry = telemetryOf(message);
  const tracer = telemetry?.tracer();
  if (telemetry === undefined || tracer === undefined) return undefined;
  const { naming } = telemetry.options;
  const attributes = brokerAttributes(broker, 'send', naming);
  const size = naming.detail ? bodySize(forwarded.received.body) : undefined;
  setBrokerMessage(attributes, { id, bodySize: size }, naming);
  setBrokerProcess(attributes, { retryCount: forwarded.retryCount, forwardReason: forwarded.reason }, naming);
  const links = forwardLinks(forwarded, naming);
  return tracer.startSpan(messagingSpanName('send', attributes), { kind: SpanKind.PRODUCER, attributes, links });
}

function forwardedHeaders(message: object, forwarded: ForwardedMessage, to: BrokerFacts): Members {
  const { received, carried, creation, origin, attempt, retryCount, error, reason } = forwarded;
  const options = telemetryOf(message)?.options ?? activeOptions();
  const propagates = propagatesTo(to.destination, options);
  const own = ownHeaders(received, to.system === RABBITMQ);
  const inject = (): Members => withContext(own, propagates ? carried : ROOT_CONTEXT);
  const headers = (creation === undefined && propagates ? own : safely('injecting a context', inject)) ?? own;
  if (attempt !== undefined && propagates && options.awsTraceHeader !== 'never')
    headers[AWS_TRACE_HEADER] = formatAwsTraceHeader(attempt);
  const original = received.noted(ORIGINAL_TRACE_ID) ?? origin?.traceId;
  const history = {
    [RETRY_COUNT]: String(retryCount),
    [ORIGINAL_TRACE_ID]: original,
    [ERROR]: error,
    [FORWARD_REASON]: reason,
  };
  for (const [name, text] of Object.entries(history)) {
    if (text !== undefined) headers[name] = text.slice(0, MAX_FORWARD_TEXT);
  }
  return headers;
}
