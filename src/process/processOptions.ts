import type { Options } from '../options';
import type { MessageShape } from '../propagation/brokers/customShape';

/** What a caller may say of one processing; it counts more than the instrumentation's configuration. */
export interface ProcessOptions {
  /** The queue, if the message itself does not tell: its URL. */
  readonly queueUrl?: string | undefined;
  /** Kafka's topic or RabbitMQ's queue, if the message itself does not tell. */
  readonly destination?: string | undefined;
  /** Kafka's partition, likewise. */
  readonly partition?: number | undefined;
  /** Kafka's consumer group. */
  readonly consumerGroup?: string | undefined;
  /** How to read the messages of a client that is not known: without it, nothing is said of them. */
  readonly shape?: MessageShape<never> | undefined;
  readonly consumerRelation?: Options['consumerRelation'] | undefined;
  readonly processHook?: Options['processHook'];
}
