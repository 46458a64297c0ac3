import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Queues } from './queues';

/** What everybody in the shop works with. */
export interface Shop {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly queues: Queues;
}

/** Something that runs in the background. */
export interface Running {
  /** Resolves when nothing is in flight any more. */
  stop(): Promise<void>;
}

/** What travels through the queues, as JSON. */
export interface Order {
  readonly id: string;
  readonly article: string;
}

/** What customers can order. */
export const catalogue = new Set(['teapot', 'cup', 'saucer']);
