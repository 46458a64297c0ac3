import type { Members } from '../../../values';

/** A record on its way to Kafka. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: unknown;
  readonly value: string | Uint8Array | null;
  /** Text, bytes, or a list of them. */
  readonly headers: Members;
  /** Whether headers that the client cannot write are left out; else they are an error. */
  readonly lossy: boolean;
}

/** A message on its way to RabbitMQ. */
export interface OutgoingDelivery {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  /** By amqplib's names. */
  readonly properties: Members;
  /** Whether a message that no queue takes is an error, as far as the publisher tells. */
  readonly mandatory: boolean;
  /** Whether headers that the client cannot write are left out; else they are an error. */
  readonly lossy: boolean;
}
