import { ROOT_CONTEXT, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import type { Period } from '../../telemetry/endingContext';
import { endSpan } from '../../telemetry/endSpan';
import { failSpan, failingOf } from '../../telemetry/failSpan';
import { safely } from '../../telemetry/safely';
import { suppressTracing } from '../../telemetry/suppression';
import { within } from '../../telemetry/within';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from '../../propagation/awsTraceHeader';
import { type BrokerMessage, brokerMessageOf, kafkaKey, kafkaValue } from '../../propagation/brokerMessage';
import { withContext } from '../../propagation/injectIntoCarrier';
import {
  ERROR,
  FORWARD_REASON,
  MAX_FORWARD_TEXT,
  ORIGINAL_TRACE_ID,
  RETRY_COUNT,
} from '../../propagation/forwardAttributes';
import { attributeText } from '../../propagation/messageCarrier';
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
import { kafkaHeaders, ownHeaders } from './forwardedParts';
import { type Members, byteLength } from '../../values';

export interface KafkaForwardOptions extends ForwardReason {
  readonly topic: string;
  /** Default: the message's own. */
  readonly key?: string | Buffer | null | undefined;
}

export interface RabbitForwardOptions extends ForwardReason {
  /** Default `''`: the exchange that knows every queue by its name. */
  readonly exchange?: string | undefined;
  readonly routingKey: string;
}

/** What forwarding needs of a kafkajs producer. */
export interface KafkaSender {
  send(record: never): Promise<unknown>;
}

/** What forwarding needs of an amqplib channel. */
export interface RabbitPublisher {
  publish(exchange: string, routingKey: string, content: Buffer, options?: object, confirmed?: never): boolean;
}

/** A message that is about to be sent, and how to send it. */
interface Delivery {
  readonly broker: BrokerFacts;
  readonly id?: string | undefined;
  send(headers: Members): Promise<unknown>;
}

/** To a topic. @see forwardMessage */
export function forwardToKafka(producer: KafkaSender, message: object, options: KafkaForwardOptions): Promise<unknown> {
  const { topic } = options;
  const source = brokerMessageOf(message);
  const forwarded = describeForwarded(message, options);
  const own = source?.system === 'kafka' ? kafkaKey(source) : undefined;
  const key = options.key === undefined ? own : options.key;
  const value = source === undefined ? forwarded.received.body : contentOf(source);
  return deliver(source, message, forwarded, {
    broker: { system: KAFKA, destination: topic },
    send: (headers) => producer.send({ topic, messages: [{ key, value, headers: kafkaHeaders(headers) }] } as never),
  });
}

/** To an exchange. @see forwardMessage */
export async function forwardToRabbit(
  channel: RabbitPublisher,
  message: object,
  options: RabbitForwardOptions,
): Promise<void> {
  const { exchange = '', routingKey } = options;
  const source = brokerMessageOf(message);
  const forwarded = describeForwarded(message, options);
  const body = source === undefined ? forwarded.received.body : contentOf(source);
  // A record of Kafka may have no value at all.
  const content = Buffer.from((body ?? '') as Uint8Array);
  const properties = source?.system === 'rabbitmq' ? propertiesOf(source.properties) : {};
  const { id } = forwarded.received;
  await deliver(source, message, forwarded, {
    broker: { system: RABBITMQ, destination: rabbitDestination(exchange, routingKey), routingKey },
    id,
    send: (headers) =>
      publish(channel, exchange, routingKey, content, { persistent: true, messageId: id, ...properties, headers }),
  });
}

/** A confirm channel tells once the broker has the message; any other has done its part when `publish` returns. */
function publish(channel: RabbitPublisher, ...message: Parameters<RabbitPublisher['publish']>): Promise<void> {
  return new Promise((resolve, reject) => {
    const confirms = 'waitForConfirms' in channel;
    const confirmed = (error: unknown): void => (error == null ? resolve() : reject(asError(error)));
    const [exchange, routingKey, content, options] = message;
    channel.publish(exchange, routingKey, content, options, ...((confirms ? [confirmed] : []) as never[]));
    if (!confirms) resolve();
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Sends a message with its context and its history, inside a span that is the only one of this sending. */
async function deliver(
  source: BrokerMessage | undefined,
  message: object,
  forwarded: ForwardedMessage,
  delivery: Delivery,
): Promise<unknown> {
  const { broker, id } = delivery;
  const headers = forwardedHeaders(source, message, forwarded, broker.destination);
  const attempt = safely('looking for the attempt', claimedSpan, message);
  const span = safely('starting a span', () => startSpan(message, forwarded, delivery));
  const sent = (): void => attempt?.forwarded({ ...forwarded, destination: broker.destination, id });
  if (span === undefined) {
    const result = await delivery.send(headers);
    sent();
    return result;
  }
  // The client's own instrumentation would put its context in the place of the message's.
  const work: Period = { over: false };
  const active = suppressTracing(trace.setSpan(context.active(), span), work);
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
  const bodySize = naming.detail ? byteLength(forwarded.received.body) : undefined;
  setBrokerMessage(attributes, { id, bodySize }, naming);
  setBrokerProcess(attributes, { retryCount: forwarded.retryCount, forwardReason: forwarded.reason }, naming);
  const links = forwardLinks(forwarded, naming);
  return tracer.startSpan(messagingSpanName('send', attributes), { kind: SpanKind.PRODUCER, attributes, links });
}

function forwardedHeaders(
  source: BrokerMessage | undefined,
  message: object,
  forwarded: ForwardedMessage,
  destination: string | undefined,
): Members {
  const { received, carried, creation, origin, attempt, retryCount, error, reason } = forwarded;
  const options = telemetryOf(message)?.options ?? activeOptions();
  const propagates = propagatesTo(destination, options);
  const own = ownHeaders(source, received.attributes);
  const inject = (): Members => withContext(own, propagates ? carried : ROOT_CONTEXT);
  const headers = (creation === undefined && propagates ? own : safely('injecting a context', inject)) ?? own;
  if (attempt !== undefined && propagates && options.awsTraceHeader !== 'never')
    headers[AWS_TRACE_HEADER] = formatAwsTraceHeader(attempt);
  const original = attributeText(received.attributes[ORIGINAL_TRACE_ID]) ?? origin?.traceId;
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

function contentOf(source: BrokerMessage): unknown {
  return (source.system === 'kafka' ? kafkaValue(source) : source.message['content']) ?? null;
}

/** What describes the message itself; how long it lives and who sent it is for each sender to say. */
function propertiesOf(properties: Members): Members {
  const kept = ['contentType', 'contentEncoding', 'deliveryMode', 'priority', 'correlationId', 'replyTo', 'messageId'];
  const named = [...kept, 'timestamp', 'type', 'appId'].filter((name) => properties[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, properties[name]]));
}
