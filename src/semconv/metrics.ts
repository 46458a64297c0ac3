import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';

/** Buckets that the conventions ask for, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** @see https://opentelemetry.io/docs/specs/semconv/database/database-metrics/ */
const DATABASE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
/** From an idle queue to the four days that SQS keeps a message by default. */
const QUEUE_TIME_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400, 345_600];
/** @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md */
const GEN_AI_DURATION_BUCKETS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, power) => 4 ** power);
const RECEIVE_COUNT_BUCKETS = [1, 2, 3, 4, 5, 10, 20, 50, 100];

/** One metric of this package. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'histogram' | 'counter';
  readonly unit: string;
  readonly description: string;
  readonly buckets?: number[];
  /** The only attributes that its points may have. Each URL, id or content would make a series of its own. */
  readonly attributes: readonly string[];
}

const SYSTEM = [names.ATTR_MESSAGING_SYSTEM, names.ATTR_MESSAGING_SYSTEM_NAME];
const SERVER = [names.ATTR_SERVER_ADDRESS, names.ATTR_SERVER_PORT];
const OPERATION = [names.ATTR_MESSAGING_OPERATION_NAME, ...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME];

const GEN_AI = [
  names.ATTR_GEN_AI_OPERATION_NAME,
  names.ATTR_GEN_AI_PROVIDER_NAME,
  names.ATTR_GEN_AI_SYSTEM,
  names.ATTR_GEN_AI_REQUEST_MODEL,
  names.ATTR_GEN_AI_RESPONSE_MODEL,
];

/**
 * Metrics of the conventions have the conventions' own description: two descriptions of one metric are two metrics to
 * some backends, and fleets speak several languages.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 */
export const METRICS = {
  operationDuration: {
    name: 'messaging.client.operation.duration',
    type: 'histogram',
    unit: 's',
    description: 'Duration of messaging operation initiated by a producer or consumer client.',
    buckets: DURATION_BUCKETS,
    attributes: [...OPERATION, names.ATTR_MESSAGING_OPERATION_TYPE, ...SERVER, names.ATTR_ERROR_TYPE],
  },
  sentMessages: {
    name: 'messaging.client.sent.messages',
    type: 'counter',
    unit: '{message}',
    description: 'Number of messages producer attempted to send to the broker.',
    attributes: [...OPERATION, ...SERVER, names.ATTR_ERROR_TYPE],
  },
  consumedMessages: {
    name: 'messaging.client.consumed.messages',
    type: 'counter',
    unit: '{message}',
    description: 'Number of messages that were delivered to the application.',
    attributes: [...OPERATION, ...SERVER, names.ATTR_ERROR_TYPE],
  },
  processDuration: {
    name: 'messaging.process.duration',
    type: 'histogram',
    unit: 's',
    description: 'Duration of processing operation.',
    buckets: DURATION_BUCKETS,
    attributes: [...OPERATION, ...SERVER, names.ATTR_ERROR_TYPE],
  },
  callDuration: {
    name: 'rpc.client.call.duration',
    type: 'histogram',
    unit: 's',
    description: 'Measures the duration of an outgoing Remote Procedure Call (RPC).',
    buckets: DURATION_BUCKETS,
    attributes: [
      names.ATTR_RPC_SYSTEM_NAME,
      names.ATTR_RPC_SERVICE,
      names.ATTR_RPC_METHOD,
      ...SERVER,
      names.ATTR_ERROR_TYPE,
    ],
  },
  databaseDuration: {
    name: 'db.client.operation.duration',
    type: 'histogram',
    unit: 's',
    description: 'Duration of database client operations.',
    buckets: DATABASE_BUCKETS,
    attributes: [
      names.ATTR_DB_SYSTEM_NAME,
      names.ATTR_DB_OPERATION_NAME,
      names.ATTR_DB_COLLECTION_NAME,
      ...SERVER,
      names.ATTR_ERROR_TYPE,
    ],
  },
  genAiDuration: {
    name: 'gen_ai.client.operation.duration',
    type: 'histogram',
    unit: 's',
    description: 'GenAI operation duration.',
    buckets: GEN_AI_DURATION_BUCKETS,
    attributes: [...GEN_AI, ...SERVER, names.ATTR_ERROR_TYPE],
  },
  tokenUsage: {
    name: 'gen_ai.client.token.usage',
    type: 'histogram',
    unit: '{token}',
    description: 'Number of input and output tokens used.',
    buckets: TOKEN_BUCKETS,
    attributes: [...GEN_AI, ...SERVER, names.ATTR_GEN_AI_TOKEN_TYPE],
  },
  queueTime: {
    name: 'messaging.sqs.queue_time',
    type: 'histogram',
    unit: 's',
    description: 'Time from a message being sent to its processing.',
    buckets: QUEUE_TIME_BUCKETS,
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME],
  },
  brokerQueueTime: {
    name: 'messaging.queue_time',
    type: 'histogram',
    unit: 's',
    description: 'Time from a message of another system than SQS being sent to its processing.',
    buckets: QUEUE_TIME_BUCKETS,
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME, names.ATTR_MESSAGING_CONSUMER_GROUP_NAME],
  },
  receiveCount: {
    name: 'messaging.sqs.process.receive_count',
    type: 'histogram',
    unit: '{receive}',
    description: 'How often a message had been received when it was processed.',
    buckets: RECEIVE_COUNT_BUCKETS,
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME],
  },
  batchFailures: {
    name: 'messaging.sqs.batch.failed_messages',
    type: 'counter',
    unit: '{message}',
    description: 'Entries that failed in a batch request that succeeded, by error code.',
    attributes: [...OPERATION, names.ATTR_ERROR_TYPE],
  },
  droppedContexts: {
    name: 'messaging.sqs.propagation.dropped',
    type: 'counter',
    unit: '{message}',
    description: 'Messages whose attributes had no room for the trace context, by reason.',
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME, names.ATTR_MESSAGING_SQS_PROPAGATION_DROP_REASON],
  },
  forwardedMessages: {
    name: 'messaging.sqs.forwarded.messages',
    type: 'counter',
    unit: '{message}',
    description: 'Messages that `forwardMessage` has sent on, by destination and reason.',
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME, names.ATTR_MESSAGING_SQS_FORWARD_REASON],
  },
  visibilityOverruns: {
    name: 'messaging.sqs.visibility_timeout.overruns',
    type: 'counter',
    unit: '{message}',
    description: 'Messages whose processing outlived their visibility timeout.',
    attributes: [...SYSTEM, names.ATTR_MESSAGING_DESTINATION_NAME],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof METRICS;

/** Adds to the attributes of an AWS call those that only metrics need. */
export function setRpcSystem(attributes: Attributes): void {
  attributes[names.ATTR_RPC_SYSTEM_NAME] = 'aws-api';
}

export function setDropReason(attributes: Attributes, reason: string): void {
  attributes[names.ATTR_MESSAGING_SQS_PROPAGATION_DROP_REASON] = reason;
}

/** Whether a span's attributes are those of a database call. */
export function isDatabaseCall(attributes: Attributes): boolean {
  return attributes[names.ATTR_DB_SYSTEM_NAME] !== undefined;
}

/** Whether a span's attributes are those of a request to a model. */
export function isGenAiCall(attributes: Attributes): boolean {
  return attributes[names.ATTR_GEN_AI_OPERATION_NAME] !== undefined;
}

/** A point for the tokens of each type that the answer tells of. */
export function tokenPoints(attributes: Attributes): { readonly tokens: number; readonly of: Attributes }[] {
  const types = [
    ['input', attributes[names.ATTR_GEN_AI_USAGE_INPUT_TOKENS]],
    ['output', attributes[names.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]],
  ] as const;
  return types.flatMap(([type, tokens]) =>
    typeof tokens === 'number' ? { tokens, of: { ...attributes, [names.ATTR_GEN_AI_TOKEN_TYPE]: type } } : [],
  );
}
