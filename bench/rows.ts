import type { SqsInstrumentationConfig } from '../src/options';
import { BODY, BODY_MD5, METADATA, QUEUE_URL, TEN, id, nextDeleted, receivedMessage, text } from './samples';

export type Service = 'SQS' | 'S3' | 'DynamoDB' | 'Lambda';

/** What the floor has to do beside starting and ending spans. */
export type FloorShape = 'plain' | 'send' | 'batch' | 'receive' | 'invoke' | 'process';

/** One operation that is measured. */
export interface Row {
  readonly name: string;
  readonly service: Service;
  /** The command, without its suffix; `process` for the consumer helper. */
  readonly operation: string;
  readonly floor: FloorShape;
  readonly config?: SqsInstrumentationConfig;
  /** The stock package does not do this at all. */
  readonly oursOnly?: boolean;
  /** Another row tells as much of the other modes. */
  readonly sampledOnly?: boolean;
  /** Measured over the whole SDK, too, and without an SDK of OpenTelemetry: there, rows do not differ. */
  readonly whole?: boolean;
  input(): object;
  /** What the stub answers with. */
  output(): object;
  /** The body with which the in-memory request handler answers. */
  body?(): string;
}

const receive = {
  service: 'SQS',
  operation: 'ReceiveMessage',
  floor: 'receive',
  input: () => ({ QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
} as const;

const sendBatch = {
  service: 'SQS',
  operation: 'SendMessageBatch',
  floor: 'batch',
  input: () => ({
    QueueUrl: QUEUE_URL,
    Entries: TEN.map((index) => ({
      Id: String(index),
      MessageBody: BODY,
      MessageAttributes: { MessageType: text('order.created') },
    })),
  }),
  output: () => ({
    $metadata: METADATA,
    Successful: TEN.map((index) => ({ Id: String(index), MessageId: id(index), MD5OfMessageBody: BODY_MD5 })),
  }),
} as const;

const RECEIVE_TEN: Row = {
  ...receive,
  name: 'ReceiveMessage × 10',
  whole: true,
  output: () => ({ $metadata: METADATA, Messages: TEN.map(receivedMessage) }),
};

export const ROWS: readonly Row[] = [
  {
    name: 'SendMessage',
    whole: true,
    service: 'SQS',
    operation: 'SendMessage',
    floor: 'send',
    input: () => ({
      QueueUrl: QUEUE_URL,
      MessageBody: BODY,
      MessageAttributes: { MessageType: text('order.created') },
    }),
    output: () => ({ $metadata: METADATA, MessageId: id(0), MD5OfMessageBody: BODY_MD5 }),
  },
  { ...sendBatch, name: 'SendMessageBatch × 10' },
  { ...sendBatch, name: 'SendMessageBatch × 10, one context', config: { batchCreateSpans: false } },
  RECEIVE_TEN,
  { ...receive, name: 'ReceiveMessage × 0', sampledOnly: true, output: () => ({ $metadata: METADATA }) },
  {
    name: 'DeleteMessage',
    service: 'SQS',
    operation: 'DeleteMessage',
    floor: 'plain',
    input: () => ({ QueueUrl: QUEUE_URL, ReceiptHandle: nextDeleted() }),
    output: () => ({ $metadata: METADATA }),
  },
  {
    name: 'S3 GetObject',
    service: 'S3',
    operation: 'GetObject',
    floor: 'plain',
    input: () => ({ Bucket: 'invoices', Key: '2026/11/4711.pdf' }),
    output: () => ({ $metadata: METADATA, ContentLength: 4, ETag: '"1"' }),
    body: () => '%PDF',
  },
  {
    name: 'S3 PutObject',
    sampledOnly: true,
    service: 'S3',
    operation: 'PutObject',
    floor: 'plain',
    input: () => ({ Bucket: 'invoices', Key: '2026/11/4711.pdf', Body: '%PDF' }),
    output: () => ({ $metadata: METADATA, ETag: '"1"' }),
    body: () => '',
  },
  {
    name: 'DynamoDB GetItem',
    service: 'DynamoDB',
    operation: 'GetItem',
    floor: 'plain',
    input: () => ({ TableName: 'orders', Key: { order: { N: '4711' } }, ConsistentRead: true }),
    output: () => ({ $metadata: METADATA, Item: { order: { N: '4711' }, customer: { S: 'c-1234' } } }),
  },
  {
    name: 'DynamoDB Query',
    sampledOnly: true,
    service: 'DynamoDB',
    operation: 'Query',
    floor: 'plain',
    input: () => ({
      TableName: 'orders',
      IndexName: 'by-customer',
      KeyConditionExpression: 'customer = :customer',
      ExpressionAttributeValues: { ':customer': { S: 'c-1234' } },
      Limit: 10,
    }),
    output: () => ({ $metadata: METADATA, Items: [{ order: { N: '4711' } }], Count: 1, ScannedCount: 1 }),
  },
  {
    name: 'Lambda Invoke',
    service: 'Lambda',
    operation: 'Invoke',
    floor: 'invoke',
    input: () => ({ FunctionName: 'invoice', InvocationType: 'RequestResponse', Payload: '{"order":4711}' }),
    output: () => ({ $metadata: METADATA, StatusCode: 200, ExecutedVersion: '$LATEST' }),
    body: () => '{"invoice":1}',
  },
  {
    name: 'processMessage',
    service: 'SQS',
    operation: 'process',
    floor: 'process',
    oursOnly: true,
    input: () => receivedMessage(0),
    output: () => ({}),
  },
];

export function rowOf(name: string): Row {
  const row = ROWS.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`there is no row ${name}`);
  return row;
}

/** What one operation needs another one for, outside of what is measured. */
export const RECEIVE = rowOf('ReceiveMessage × 10');
export const DELETE = rowOf('DeleteMessage');
