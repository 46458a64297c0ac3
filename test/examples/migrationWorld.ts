import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SNSClient, CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type AwsServer, type RecordedRequest, startAwsServer } from '../support/awsServer';
import { type Answer, type CannedServer, type WireRequest, startCannedServer } from '../support/cannedServer';
import { fixture, runJson } from '../support/fixtures';

/** A finished span, as the child process tells of it. */
export interface ToldSpan {
  readonly scope: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatusCode;
  readonly spanId: string;
  readonly traceId: string;
  readonly parentId?: string;
  readonly links: readonly { readonly spanId: string; readonly traceId: string; readonly messageId?: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One step of the scenario: a call, or a pass over the queue. */
export interface ToldCall {
  readonly call: string;
  readonly ids: Readonly<Record<'messageId' | 'requestId' | 'extendedRequestId', string | undefined>>;
  readonly failed?: string;
  readonly spans: readonly ToldSpan[];
}

/** What a run of `test/fixtures/migration/run.cjs` leaves behind. */
export interface Run {
  readonly calls: readonly ToldCall[];
  readonly withOptions: readonly ToldCall[];
  readonly withNames: readonly ToldCall[];
  readonly left: readonly ToldCall[];
  /** Whether a call wrote into the caller's objects. */
  readonly mutated: boolean;
  /** How a call with a frozen input ended. */
  readonly frozen: 'sent' | 'rejected' | 'never';
  readonly warnings: readonly string[];
  readonly metrics: readonly string[];
  /** What came over the wire. */
  readonly requests: readonly RecordedRequest[];
}

/** Servers for the scenario, and their queues, topics and buckets. */
export interface MigrationWorld {
  readonly aws: AwsServer;
  /** URLs of queues, and the topic whose messages come to `events` in SNS's envelope. */
  readonly names: Readonly<Record<'orders' | 'events' | 'handover' | 'options' | 'topic', string>>;
  /** All of it for a child process. */
  readonly env: { readonly WORLD: string };
  run(side: 'before' | 'after' | 'both'): Promise<Run>;
  /** The stock instrumentation again, handlers as they are now: processes what the run before left in a queue. */
  rollBack(): Promise<ToldCall>;
  stop(): Promise<void>;
}

const EXAMPLES = join(__dirname, '..', '..', 'examples', 'migration');
const STATE_MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';

/** What the services were seen to answer. */
const ANSWERS: readonly (readonly [mark: string, body: object | string])[] = [
  [
    'DynamoDB_20120810.Query',
    { Count: 1, ScannedCount: 1, Items: [], ConsumedCapacity: { TableName: 'orders', CapacityUnits: 0.5 } },
  ],
  [
    'DynamoDB_20120810.PutItem',
    { ItemCollectionMetrics: { ItemCollectionKey: { o: { S: '1' } }, SizeEstimateRangeGB: [0, 1] } },
  ],
  ['Kinesis_20131202.PutRecord', { ShardId: 'shard-0', SequenceNumber: '1' }],
  [
    'secretsmanager.GetSecretValue',
    { ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:token', SecretString: 's' },
  ],
  [
    'AWSStepFunctions.StartExecution',
    { executionArn: `${STATE_MACHINE.replace('stateMachine', 'execution')}:1`, startDate: 1 },
  ],
  [
    'Action=Publish',
    '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult>' +
      '<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
  ],
  ['/invocations', '"billed"'],
];

function answer({ headers, url, text }: WireRequest): Answer {
  const asked = `${String(headers['x-amz-target'])} ${url} ${text}`;
  const body = ANSWERS.find(([mark]) => asked.includes(mark))?.[1] ?? {};
  return { body, ...(asked.includes('Action=') && { headers: { 'content-type': 'text/xml' } }) };
}

export async function startMigrationWorld(): Promise<MigrationWorld> {
  const aws = await startAwsServer();
  const canned: CannedServer = await startCannedServer();
  canned.answerWith(answer);
  const sqs = new SQSClient(aws.clientConfig);
  const queue = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const [orders, events] = [await queue('orders'), await queue('events')];
  const [handover, options] = [await queue('handover'), await queue('options')];
  const topic = await subscribe(sqs, aws, events);
  const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'photos' }));
  s3.destroy();
  sqs.destroy();

  const names = { orders, events, handover, options, topic };
  const world = { aws: aws.clientConfig, canned: canned.clientConfig, ...names, stateMachine: STATE_MACHINE };
  const env = { WORLD: JSON.stringify(world) };
  return {
    aws,
    names,
    env,
    async run(side) {
      aws.clearRequests();
      const child = { args: [side], env: { EXAMPLES, ...env } };
      const run = await runJson<Omit<Run, 'requests'>>(fixture('migration/run.cjs'), child);
      return { ...run, requests: aws.sent() };
    },
    async rollBack() {
      const child = { args: ['rolledBack'], env: { EXAMPLES, ...env } };
      const { calls } = await runJson<Pick<Run, 'calls'>>(fixture('migration/run.cjs'), child);
      return calls[0] ?? assert.fail();
    },
    async stop() {
      await canned.stop();
      await aws.stop();
    },
  };
}

/** A topic whose messages come to a queue in SNS's envelope. */
async function subscribe(sqs: SQSClient, { clientConfig }: AwsServer, QueueUrl: string): Promise<string> {
  const sns = new SNSClient(clientConfig);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'orders-topic' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }));
  sns.destroy();
  return TopicArn ?? '';
}
