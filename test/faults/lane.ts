import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from './payload';

/** A producer and a consumer, one call after the other: the same seed makes the same calls. */
export interface Lane {
  readonly client: SQSClient;
  readonly queues: Readonly<Record<Place, string>>;
  readonly number: number;
  readonly messages: number;
}

/**
 * What an application does around its calls: nothing, or tracing. The origin of a message is its key, and after a relay
 * also the place that it was sent to.
 */
export interface Around {
  /** Around the call that sends messages of these origins. */
  produce<T>(origins: readonly string[], send: () => Promise<T>): Promise<T>;
  process<T>(message: Message, origin: string, handle: () => Promise<T>): Promise<T>;
  /** Around the call, made while a message is processed, that sends its copy. */
  relay<T>(origin: string, send: () => Promise<T>): Promise<T>;
}
