import { type Members, isObject, membersOf, text } from '../../../values';
import { encodedBytes } from '../../../propagation/brokers/bodySize';
import type { EventRecord } from './eventRecord';
import type { LambdaEvent } from './lambdaEvent';
import { messageEvent } from './messageEvent';

/**
 * Messages of RabbitMQ, by queue and virtual host: `orders::/`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export function rabbitMqEvent({ rmqMessagesByQueue }: Members): LambdaEvent {
  const queues = new Map<unknown, string>();
  for (const [key, messages] of Object.entries(membersOf(rmqMessagesByQueue))) {
    if (!Array.isArray(messages)) continue;
    for (const message of messages as unknown[]) queues.set(message, queueOf(key));
  }
  return messageEvent([...queues.keys()], 'pubsub', { shape: { destinationOf: (message) => queues.get(message) } });
}

/** Told in the form of amqplib. The exchange that a message came by is not in an event. */
export function rabbitMqRecord(record: Members): EventRecord {
  const { basicProperties, redelivered, data, eventSourceKey } = record;
  const { headers, messageId, correlationId, timestamp } = membersOf(basicProperties);
  const properties = { messageId, correlationId, timestamp: secondsOf(timestamp), headers: membersOf(headers) };
  const key = text(eventSourceKey);
  return {
    carrier: () => ({ content: undefined, fields: { redelivered }, properties }),
    queue: key === undefined ? undefined : queueOf(key),
    bodySize: encodedBytes(data),
  };
}

/** In an event of Lambda, a message does not tell its source. */
export function isRabbitMqRecord({ basicProperties, data, redelivered }: Members): boolean {
  return isObject(basicProperties) && typeof data === 'string' && typeof redelivered === 'boolean';
}

/** A virtual host has any name; only a queue's may have colons, too. */
function queueOf(key: string): string {
  const end = key.lastIndexOf('::');
  return end > 0 ? key.slice(0, end) : key;
}

/** Before that, a sender's milliseconds have been read as something else: `Jan 1, 1970, 12:33:41 AM`. */
const EARLIEST = Date.UTC(2001);

/** A time in the words of Java, in UTC. */
function secondsOf(timestamp: unknown): number | undefined {
  const time = typeof timestamp === 'string' ? Date.parse(`${timestamp.replace(/\s/g, ' ')} UTC`) : NaN;
  return time >= EARLIEST ? time / 1000 : undefined;
}
