import type { Members } from '../../values';

/** What is the same in the messages of every broker. */
interface Message {
  /** The message itself, also if it came in a payload: the object by which it is known. */
  readonly message: Members;
  readonly headers: Members;
  /** Set if the sender gave the message an id, or the broker. */
  readonly id?: string | undefined;
  /**
   * Bytes, text, or null for a message that has none; undefined where the client does not give it as it was sent.
   * @param lossy whether what the client has made of its bytes is as good
   */
  readonly body: (lossy: boolean) => unknown;
  /** Bytes, where that is known without making the body. */
  readonly bodySize: number | undefined;
}

/** A record of Kafka. */
export interface KafkaRecord extends Message {
  readonly system: 'kafka';
  /** As `body`. */
  readonly key: (lossy: boolean) => unknown;
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly offset?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly sent?: number | undefined;
}

/** A message of RabbitMQ. */
export interface RabbitDelivery extends Message {
  readonly system: 'rabbitmq';
  readonly exchange?: string | undefined;
  readonly routingKey?: string | undefined;
  readonly deliveryTag?: number | undefined;
  readonly redelivered: boolean;
  /** Its AMQP properties, by amqplib's names. */
  readonly properties: Members;
}

/** A message of another broker, or of one that the application itself describes. */
export interface OtherMessage extends Message {
  readonly system: 'other';
  /** `messaging.system` */
  readonly name: string;
  readonly key?: () => unknown;
  readonly destination?: string | undefined;
  /** Whether the broker has made the destination for one link; undefined where the application says what it is. */
  readonly dynamic?: boolean | undefined;
  readonly partition?: string | undefined;
  readonly offset?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly sent?: number | undefined;
  /** How often it was tried before. */
  readonly retryCount?: number | undefined;
  /** Whether it has headers of which nothing is known, as they could not be read. */
  readonly hidesHeaders?: boolean;
}

/** How often a message was tried before, where its client counts that. */
export function retryCountOf(count: unknown): number | undefined {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

export type BrokerMessage = KafkaRecord | RabbitDelivery | OtherMessage;

/** Reads the message of a client; undefined if it is not of that client. */
export type ReadMessage = (message: Members) => BrokerMessage | undefined;
