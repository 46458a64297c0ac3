import { isObject } from '../../values';
import { amqplib, mqEvent, nestRabbit } from './amqplib';
import type { BrokerMessage, ReadMessage } from './brokerMessage';
import { bullmq } from './bullmq';
import { describedBy } from './customShape';
import { kafkaBatch, kafkaMessage, kafkaPayload, nestKafka } from './kafkajs';
import { kafkaRecord } from './kafkaRecord';
import { cloudamqp, rabbitmqClient } from './rabbitClients';
import { rhea } from './rhea';

/** The clients, by the shape of what they give to a consumer. The first one that knows a message reads it. */
const CLIENTS: readonly ReadMessage[] = [
  amqplib,
  kafkaPayload,
  kafkaRecord,
  kafkaMessage,
  rabbitmqClient,
  cloudamqp,
  nestKafka,
  nestRabbit,
  kafkaBatch,
  bullmq,
  mqEvent,
  rhea,
];

/** What a message of SQS has, as the SDK or as Lambda gives it. */
const OF_SQS = ['ReceiptHandle', 'receiptHandle'] as const;

/**
 * A message of a broker, recognised by its shape; undefined for any other. Messages of SQS have another shape. What the
 * application itself says of a message counts more than its shape.
 */
export function brokerMessageOf(message: unknown): BrokerMessage | undefined {
  if (!isObject(message)) return undefined;
  const described = describedBy(message);
  if (described !== undefined) return described;
  if (OF_SQS.some((member) => member in message)) return undefined;
  for (const read of CLIENTS) {
    const found = read(message);
    if (found !== undefined) return found;
  }
  return undefined;
}
