import type { ServiceDefinition } from '../../src/services/service';

/** The generations of names that `OTEL_SEMCONV_STABILITY_OPT_IN` chooses, and what a system is called in each. */
export const GENERATIONS = [
  { optIn: '', rpc: 'rpc.system', messaging: 'messaging.system' },
  { optIn: 'messaging', rpc: 'rpc.system.name', messaging: 'messaging.system.name' },
  { optIn: 'messaging/dup', rpc: 'rpc.system.name', messaging: 'messaging.system.name' },
] as const;

type Generation = (typeof GENERATIONS)[number];

const QUEUE = ['messaging.destination.name', 'aws.sqs.queue.url'];
const TOPIC = ['messaging.destination.name', 'aws.sns.topic.arn'];
const OPERATION = ['messaging.operation.name', 'messaging.operation.type'];
const DATABASE = ['db.system.name', 'db.operation.name', 'db.collection.name'];
const MODEL = ['gen_ai.provider.name', 'gen_ai.operation.name', 'gen_ai.request.model'];
const ONE = 'messaging.message.id';
const SEVERAL = 'messaging.batch.message_count';

/** What a service's operation says beside what every call says; of an answer only where there is one. */
export function namesOf(
  { id, operations }: ServiceDefinition,
  operation: string,
  { messaging }: Generation,
  answered: boolean,
): readonly string[] {
  const isMessaging = operations[operation]?.messaging !== undefined;
  const one = answered ? [ONE] : [];
  switch (id) {
    case 'SQS':
      if (!isMessaging) return [messaging, ...QUEUE];
      if (operation.endsWith('Batch')) return [messaging, ...QUEUE, ...OPERATION, SEVERAL];
      return [messaging, ...QUEUE, ...OPERATION, ...(/^(?:Send|Receive)/.test(operation) ? one : [])];
    case 'SNS':
      if (operation === 'CreateTopic') return [messaging];
      if (!isMessaging) return [messaging, ...TOPIC];
      return [messaging, ...TOPIC, ...OPERATION, ...(operation === 'Publish' ? one : [SEVERAL])];
    case 'EventBridge':
      return isMessaging ? [messaging, ...OPERATION, 'messaging.destination.name'] : [];
    case 'DynamoDB':
      return DATABASE;
    case 'S3':
      return ['aws.s3.bucket', 'aws.s3.key'];
    case 'Lambda':
      return operation.startsWith('Invoke') ? ['faas.invoked_name', 'faas.invoked_region'] : [];
    case 'BedrockRuntime':
      return operations[operation]?.standard === undefined ? [] : MODEL;
    default:
      return isMessaging ? [messaging, ...OPERATION] : [];
  }
}
