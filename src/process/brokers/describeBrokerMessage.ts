import type { SpanContext } from '@opentelemetry/api';
import { attemptBefore } from '../../telemetry/ledger';
import type { BrokerMessage, KafkaRecord, OtherMessage, RabbitDelivery } from '../../propagation/brokers/brokerMessage';
import { type Reading, spanInAwsTraceHeader } from '../../propagation/extractContext';
import {
  type BrokerFacts,
  KAFKA,
  RABBITMQ,
  amqpDestination,
  rabbitDestination,
  systemNamed,
} from '../../semconv/brokers';
import type { IncomingMessage } from '../incomingMessage';
import type { ProcessOptions } from '../processOptions';
import { lineageOf } from './lineage';
import { integer, text } from '../../values';

/** What a message of a broker tells to whoever processes it. */
export function describeBrokerMessage(
  broker: BrokerMessage,
  options: ProcessOptions,
  reading: Reading,
): IncomingMessage {
  const lineage = lineageOf(broker);
  const told = toldBy(broker, options, lineage.queues);
  const { message } = broker;
  const retryCount = lineage.retryCount ?? told.retryCount;
  const forwarded = retryCount === undefined ? undefined : spanInAwsTraceHeader(message, reading);
  return {
    facts: { id: broker.id, bodySize: broker.bodySize },
    broker: told.broker,
    destination: { name: told.broker.destination },
    queueTime: told.sent === undefined ? undefined : Math.max(0, Date.now() - told.sent),
    deadLetterSource: lineage.source,
    retryCount,
    forwardReason: lineage.reason,
    received: undefined,
    attemptKey: told.attemptKey,
    previousAttempt: told.previousAttempt ?? forwarded,
  };
}

function toldBy(broker: BrokerMessage, options: ProcessOptions, deaths: readonly string[]): Told {
  if (broker.system === 'kafka') return ofKafka(broker, options);
  return broker.system === 'rabbitmq' ? ofRabbit(broker, options, deaths) : ofOther(broker, options);
}

/** What is told in each system's own way. */
interface Told {
  readonly broker: BrokerFacts;
  /** Milliseconds since the epoch. */
  readonly sent: number | undefined;
  readonly retryCount?: number | undefined;
  /** By which the message is known when it comes again. */
  readonly attemptKey: string | undefined;
  readonly previousAttempt: SpanContext | undefined;
}

function ofKafka(record: KafkaRecord, { destination, partition: given, consumerGroup }: ProcessOptions): Told {
  const { topic = destination, partition = given, offset } = record;
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
    sent: record.sent,
    attemptKey,
    previousAttempt: attemptBefore(attemptKey),
  };
}

function ofRabbit(delivery: RabbitDelivery, { destination }: ProcessOptions, deaths: readonly string[]): Told {
  const { id, exchange, routingKey, deliveryTag, redelivered, properties } = delivery;
  const key = routingKey === '' ? undefined : routingKey;
  const queue = destination ?? (exchange === '' ? key : undefined);
  // An exchange hands one message to several queues: what comes for the first time is nobody's second attempt.
  const before = [...(redelivered ? [queue] : []), ...deaths];
  const correlationId = text(properties['correlationId']);
  return {
    broker: {
      system: RABBITMQ,
      ...rabbitDestination(exchange, routingKey, destination),
      routingKey: key,
      deliveryTag,
      redelivered,
      conversationId: correlationId === '' ? undefined : correlationId,
    },
    sent: rabbitTime(properties['timestamp']),
    attemptKey: attemptIn(queue, id),
    previousAttempt: before.length === 0 ? undefined : firstAttempt([...before, undefined], id),
  };
}

function ofOther(message: OtherMessage, options: ProcessOptions): Told {
  const { id, name, partition, offset, sent, retryCount, dynamic } = message;
  const destination = options.destination ?? message.destination;
  const key = id === undefined ? undefined : [name, destination, id].join('\n');
  const isNamed = destination === undefined || destination === options.destination || dynamic === undefined;
  const place = isNamed ? { destination } : amqpDestination(destination, dynamic);
  return {
    broker: { system: systemNamed(name), ...place, partition, offset, consumerGroup: options.consumerGroup },
    sent,
    retryCount,
    attemptKey: key,
    previousAttempt: attemptBefore(key),
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

/** AMQP means seconds; many senders write milliseconds. */
function rabbitTime(timestamp: unknown): number | undefined {
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp) || timestamp <= 0) return undefined;
  return timestamp > 1e11 ? timestamp : timestamp * 1000;
}
