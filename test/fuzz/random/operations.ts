import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as dynamo from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

/** What all clients of the SDK have in common. */
export interface AnyClient {
  send(command: object, options?: object): Promise<unknown>;
  send(command: object, done: (error: unknown, result?: unknown) => void): void;
  destroy(): void;
}

type ClientOf = (config: object) => unknown;
type CommandClass = new (input: never) => object;

/** An operation with an input as it should be, and an answer. */
export interface Operation {
  readonly service: keyof typeof CLIENTS;
  readonly Command: CommandClass;
  readonly input: object;
  readonly answer: string;
}

export const CLIENTS = {
  SQS: (config) => new sqs.SQSClient({ ...config, md5: false }),
  SNS: (config) => new SNSClient(config),
  S3: (config) => new s3.S3Client(config),
  DynamoDB: (config) => new dynamo.DynamoDBClient(config),
  document: (config) => DynamoDBDocumentClient.from(new dynamo.DynamoDBClient(config)),
  Lambda: (config) => new LambdaClient(config),
  EventBridge: (config) => new EventBridgeClient(config),
  Kinesis: (config) => new KinesisClient(config),
  SFN: (config) => new SFNClient(config),
  Scheduler: (config) => new SchedulerClient(config),
  SecretsManager: (config) => new SecretsManagerClient(config),
  SSM: (config) => new SSMClient(config),
  STS: (config) => new STSClient(config),
  KMS: (config) => new KMSClient(config),
  Bedrock: (config) => new BedrockRuntimeClient(config),
} satisfies Record<string, ClientOf>;

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/210987654321/orders';
const TopicArn = 'arn:aws:sns:eu-west-1:210987654321:orders';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const own = {
  Priority: { DataType: 'String', StringValue: 'high' },
  raw: { DataType: 'Binary', BinaryValue: Buffer.from('x') },
};
const context = { traceparent: { DataType: 'String', StringValue: TRACEPARENT } };
const entry = (Id: string) => ({ Id, MessageBody: `body ${Id}`, MessageAttributes: own });
const received = {
  MessageId: 'm1',
  ReceiptHandle: 'r1',
  Body: 'x',
  Attributes: { SentTimestamp: '1767225600000', ApproximateReceiveCount: '2' },
  MessageAttributes: context,
};
const key = { pk: { S: 'a' } };
const xml = (name: string, inner: string) =>
  `<${name}Response><${name}Result>${inner}</${name}Result></${name}Response>`;

const of = (
  service: Operation['service'],
  Command: unknown,
  input: object,
  answer: object | string = {},
): Operation => ({
  service,
  Command: Command as CommandClass,
  input,
  answer: typeof answer === 'string' ? answer : JSON.stringify(answer),
});

export const OPERATIONS: readonly Operation[] = [
  of('SQS', sqs.SendMessageCommand, { QueueUrl, MessageBody: 'x', MessageAttributes: own }, { MessageId: 'm' }),
  of('SQS', sqs.SendMessageCommand, { QueueUrl, MessageBody: 'x', MessageAttributes: { ...own, ...context } }),
  of('SQS', sqs.SendMessageCommand, { QueueUrl, MessageBody: 'x' }, { MessageId: 'm' }),
  of(
    'SQS',
    sqs.SendMessageBatchCommand,
    { QueueUrl, Entries: ['a', 'b'].map(entry) },
    {
      Successful: [{ Id: 'a', MessageId: 'ma' }],
      Failed: [{ Id: 'b', Code: 'Odd', SenderFault: true, Message: 'no' }],
    },
  ),
  of('SQS', sqs.ReceiveMessageCommand, { QueueUrl, MessageAttributeNames: ['Priority'] }, { Messages: [received] }),
  of('SQS', sqs.ReceiveMessageCommand, { QueueUrl, AttributeNames: ['All'] }, { Messages: [received, null, 7] }),
  of('SQS', sqs.ReceiveMessageCommand, { QueueUrl }),
  of('SQS', sqs.DeleteMessageCommand, { QueueUrl, ReceiptHandle: 'r1' }),
  of(
    'SQS',
    sqs.DeleteMessageBatchCommand,
    { QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: 'r1' }] },
    { Failed: [null] },
  ),
  of('SQS', sqs.ChangeMessageVisibilityCommand, { QueueUrl, ReceiptHandle: 'r1', VisibilityTimeout: 0 }),
  of(
    'SQS',
    sqs.GetQueueAttributesCommand,
    { QueueUrl, AttributeNames: ['All'] },
    { Attributes: { MaximumMessageSize: '1' } },
  ),
  of(
    'SNS',
    PublishCommand,
    { TopicArn, Message: 'x', MessageAttributes: own },
    xml('Publish', '<MessageId>m</MessageId>'),
  ),
  of(
    'SNS',
    PublishBatchCommand,
    { TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'x', MessageAttributes: own }] },
    xml('PublishBatch', '<Successful><member><Id>a</Id><MessageId>m</MessageId></member></Successful><Failed/>'),
  ),
  of('S3', s3.PutObjectCommand, { Bucket: 'b', Key: 'k', Body: 'x', Metadata: { a: 'b' } }, ''),
  of('S3', s3.GetObjectCommand, { Bucket: 'b', Key: 'k' }, 'body'),
  of(
    'S3',
    s3.DeleteObjectsCommand,
    { Bucket: 'b', Delete: { Objects: [{ Key: 'k' }] } },
    '<DeleteResult><Error/></DeleteResult>',
  ),
  of('DynamoDB', dynamo.PutItemCommand, { TableName: 't', Item: key }, { Attributes: key }),
  of(
    'DynamoDB',
    dynamo.QueryCommand,
    { TableName: 't', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } },
    { Items: [key], Count: 1 },
  ),
  of('DynamoDB', dynamo.BatchGetItemCommand, { RequestItems: { t: { Keys: [key] } } }, { Responses: { t: [key] } }),
  of('DynamoDB', dynamo.TransactWriteItemsCommand, { TransactItems: [{ Put: { TableName: 't', Item: key } }] }),
  of('document', PutCommand, { TableName: 't', Item: { pk: 'a', n: 1 } }),
  of('Lambda', InvokeCommand, { FunctionName: 'f', Payload: Buffer.from('{}') }, { any: 'thing' }),
  of('Lambda', InvokeCommand, {
    FunctionName: 'f',
    ClientContext: Buffer.from('{"custom":{"a":"b"}}').toString('base64'),
  }),
  of(
    'EventBridge',
    PutEventsCommand,
    { Entries: [{ Source: 's', DetailType: 'd', Detail: '{"a":1}' }] },
    { FailedEntryCount: 1, Entries: [{ ErrorCode: 'x' }] },
  ),
  of(
    'Kinesis',
    PutRecordCommand,
    { StreamName: 's', PartitionKey: 'p', Data: Buffer.from('{"a":1}') },
    { ShardId: 's' },
  ),
  of(
    'Kinesis',
    PutRecordsCommand,
    { StreamName: 's', Records: [{ PartitionKey: 'p', Data: Buffer.from('x') }] },
    { FailedRecordCount: 0 },
  ),
  of('SFN', StartExecutionCommand, { stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:m', input: '{"a":1}' }),
  of('SFN', SendTaskSuccessCommand, { taskToken: 't', output: '{}' }),
  of('Scheduler', CreateScheduleCommand, {
    Name: 's',
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'a', RoleArn: 'r', Input: '{}' },
  }),
  of('SecretsManager', GetSecretValueCommand, { SecretId: 'shop/db' }, { SecretString: 's' }),
  of('SSM', GetParameterCommand, { Name: '/shop' }, { Parameter: { Name: '/shop', Value: 'v' } }),
  of('STS', AssumeRoleCommand, { RoleArn: 'arn:aws:iam::1:role/r', RoleSessionName: 's' }, xml('AssumeRole', '')),
  of('KMS', EncryptCommand, { KeyId: 'k', Plaintext: Buffer.from('x') }, { KeyId: 'k' }),
  of(
    'Bedrock',
    ConverseCommand,
    { modelId: 'anthropic.claude-3', messages: [{ role: 'user', content: [{ text: 'hi' }] }] },
    {
      output: { message: { role: 'assistant', content: [{ text: 'x' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    },
  ),
  of(
    'Bedrock',
    InvokeModelCommand,
    { modelId: 'amazon.titan-text', body: '{"inputText":"x"}' },
    { results: [{ tokenCount: 1 }] },
  ),
];
