import type { SpanContext } from '@opentelemetry/api';
import { attemptBefore } from '../../telemetry/ledger';
import {
  type BrokerMessage,
  type KafkaRecord,
  type RabbitDelivery,
  headerText,
  kafkaValue,
} from '../../propagation/brokerMessage';
import { type Reading, spanInAwsTraceHeader } from '../../propagation/extractContext';
import { FORWARD_REASON, MAX_FORWARD_TEXT, RETRY_COUNT } from '../../propagation/forwardAttributes';
import { type BrokerFacts, KAFKA, RABBITMQ, rabbitDestination } from '../../semconv/brokers';
import type { IncomingMessage } from '../incomingMessage';
import type { ProcessOptions } from '../processOptions';
import { type Members, integer, isObject } from '../../values';

/** What a message of Kafka or RabbitMQ tells to whoever processes it. */
export function describeBrokerMessage(
  broker: BrokerMessage,
  options: ProcessOptions,
  reading: Reading,
): IncomingMessage {
  const told = broker.system === 'kafka' ? ofKafka(broker, options) : ofRabbit(broker, options);
  const { message, headers } = broker;
  const count = integer(headerText(headers, RETRY_COUNT));
  const retryCount = count !== undefined && count >= 0 ? count : undefined;
  const forwarded = retryCount === undefined ? undefined : spanInAwsTraceHeader(message, reading);
  return {
    facts: { id: broker.id, bodySize: bodyBytes(told.body) },
    broker: told.broker,
    destination: { name: told.broker.destination },
    queueTime: told.sent === undefined ? undefined : Math.max(0, Date.now() - told.sent),
    deadLetterSource: told.deadLetterSource,
    retryCount,
    forwardReason: headerText(headers, FORWARD_REASON)?.slice(0, MAX_FORWARD_TEXT),
    received: undefined,
    attemptKey: told.attemptKey,
    previousAttempt: told.previousAttempt ?? forwarded,
  };
}

/** What is told in each system's own way. */
interface Told {
  readonly broker: BrokerFacts;
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly sent: number | undefined;
  readonly deadLetterSource?: string | undefined;
  /** By which the message is known when it comes again. */
  readonly attemptKey: string | undefined;
  readonly previousAttempt: SpanContext | undefined;
}

function ofKafka(record: KafkaRecord, { destination, partition: given, consumerGroup }: ProcessOptions): Told {
  const { message, topic = destination, partition = given } = record;
  // kafkajs has text, an event of AWS numbers.
  const offset = spelled(message['offset']);
  const sent = integer(spelled(message['timestamp']));
  const place = [consumerGroup, topic, partition, offset].join('\n');
  // Without its place a record cannot be told from others.
  const attemptKey = topic === undefined || partition === undefined || offset === undefined ? undefined : place;
  return {
    broker: {
      system: KAFKA,
      destination: topic,
      partition: partition === undefined ? undefined : String(partition),
      offset: integer(offset),
      consumerGroup,
    },
    body: kafkaValue(record),
    // -1: the broker keeps none.
    sent: sent !== undefined && sent > 0 ? sent : undefined,
    attemptKey,
    previousAttempt: attemptBefore(attemptKey),
  };
}

function spelled(count: unknown): unknown {
  return typeof count === 'number' ? String(count) : count;
}

function ofRabbit(delivery: RabbitDelivery, { destination }: ProcessOptions): Told {
  const { id, message, fields, properties, headers } = delivery;
  const { exchange, routingKey, deliveryTag, redelivered } = fields;
  const { correlationId } = properties;
  const key = typeof routingKey === 'string' && routingKey !== '' ? routingKey : undefined;
  const deaths = deathsOf(headers);
  const queue = destination ?? (exchange === '' ? key : undefined);
  // An exchange hands one message to several queues: what comes for the first time is nobody's second attempt.
  const before = [...(redelivered === true ? [queue] : []), ...deaths];
  return {
    broker: {
      system: RABBITMQ,
      destination: rabbitDestination(exchange, routingKey, destination),
      routingKey: key,
      deliveryTag: typeof deliveryTag === 'number' ? deliveryTag : undefined,
      redelivered: redelivered === true,
      conversationId: typeof correlationId === 'string' && correlationId !== '' ? correlationId : undefined,
    },
    body: message['content'],
    sent: rabbitTime(properties['timestamp']),
    deadLetterSource: deaths[0],
    attemptKey: attemptIn(queue, id),
    previousAttempt: before.length === 0 ? undefined : firstAttempt([...before, undefined], id),
  };
}

/** A message in a queue; the id alone where its consumer did not tell the queue. */
function attemptIn(queue: string | undefined, id: string | undefined): string | undefined {
  return queue === undefined || id === undefined ? id : `${queue}\n${id}`;
}

function firstAttempt(queues: readonly (string | undefined)[], id: string | undefined): SpanContext | undefined {
  for (const queue of queues) {
    const attempt = attemptBefore(attemptIn(queue, id));
    if (attempt !== undefined) return attempt;
  }
  return undefined;
}

/** The queues that gave a message up, the latest first. @see https://www.rabbitmq.com/docs/dlx#effects */
function deathsOf(headers: Members): string[] {
  const deaths: unknown = headers['x-death'];
  if (!Array.isArray(deaths)) return [];
  const queues = deaths.map((death: unknown) => (isObject(death) ? death['queue'] : undefined));
  return queues.filter((queue) => typeof queue === 'string');
}

/** AMQP means seconds; many senders write milliseconds. */
function rabbitTime(timestamp: unknown): number | undefined {
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp) || timestamp <= 0) return undefined;
  return timestamp > 1e11 ? timestamp : timestamp * 1000;
}

function bodyBytes(body: unknown): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : undefined;
}
