import { serviceRequests } from './serviceSamples';

/** What nobody may find in anything that is exported: all of it is content, and none of it names a resource. */
const CANARY = 'canary';
const CANARY_PHONE = '+15550104711';
/** Whatever is exported is searched for these. */
export const SECRETS = /canary|5550104711|Y2FuYXJ5/i;
/** Ids, which are no part of a span's name: an account, an ARN, a URL, a message. */
export const IDS = /\d{12}|arn:|https?:|id-\d/;

const ACCOUNT = '123456789012';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const attributes = { secret: { DataType: 'String', StringValue: CANARY } };
const value = { S: CANARY };
const item = { pk: value, secret: { M: { deep: { L: [value] } } } };
const entry = {
  Id: 'one',
  MessageBody: CANARY,
  Message: CANARY,
  Subject: CANARY,
  MessageAttributes: attributes,
  ReceiptHandle: CANARY,
  Source: 'shop',
  DetailType: 'order',
  Detail: `{"secret":"${CANARY}"}`,
  Data: bytes(CANARY),
  PartitionKey: CANARY,
};

const target = {
  Arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`,
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
  Input: CANARY,
};

/** A request that has a member for everything: an operation takes out what it knows. */
const request = {
  QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/orders`,
  MessageBody: CANARY,
  MessageAttributes: attributes,
  ReceiptHandle: CANARY,
  Entries: [entry, { ...entry, Id: 'two' }],
  TopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`,
  Message: CANARY,
  Subject: CANARY,
  PublishBatchRequestEntries: [entry, { ...entry, Id: 'two' }],
  FunctionName: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:resize:live`,
  InvocationType: 'RequestResponse',
  ClientContext: Buffer.from(`{"custom":{"secret":"${CANARY}"}}`).toString('base64'),
  Payload: bytes(CANARY),
  InvokeArgs: CANARY,
  StreamName: 'clicks',
  Records: [entry],
  Data: bytes(CANARY),
  PartitionKey: CANARY,
  ExplicitHashKey: CANARY,
  stateMachineArn: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`,
  activityArn: `arn:aws:states:eu-west-1:${ACCOUNT}:activity:pack`,
  input: `{"secret":"${CANARY}"}`,
  output: CANARY,
  cause: CANARY,
  SecretId: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-a1b2c3`,
  SecretString: CANARY,
  SecretBinary: bytes(CANARY),
  ClientRequestToken: CANARY,
  TableName: 'orders',
  Key: { pk: value },
  Item: item,
  Limit: 1,
  Statement: `SELECT * FROM orders WHERE pk='${CANARY}'`,
  Parameters: [value],
  FilterExpression: `pk = ${CANARY}`,
  KeyConditionExpression: `pk = ${CANARY}`,
  ConditionExpression: `pk = ${CANARY}`,
  UpdateExpression: `SET secret = ${CANARY}`,
  ExclusiveStartKey: { pk: value },
  ExpressionAttributeNames: { '#s': 'secret' },
  ExpressionAttributeValues: { ':s': value },
  Expected: { pk: { Value: value } },
  AttributeUpdates: { secret: { Value: value } },
  RequestItems: { orders: { Keys: [{ pk: value }] } },
  TransactItems: [{ Put: { TableName: 'orders', Item: item } }, { Get: { TableName: 'orders', Key: { pk: value } } }],
  TransactStatements: [{ Statement: `DELETE FROM orders WHERE pk='${CANARY}'`, Parameters: [value] }],
  Statements: [{ Statement: `DELETE FROM orders WHERE pk='${CANARY}'`, Parameters: [value] }],
  Bucket: 'bucket',
  Body: CANARY,
  Metadata: { secret: CANARY },
  Tagging: `secret=${CANARY}`,
  SSECustomerKey: CANARY,
  Password: CANARY,
  WebIdentityToken: CANARY,
  Value: CANARY,
  modelId: `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0`,
  inferenceConfig: { maxTokens: 10, temperature: 0 },
  guardrailConfig: { guardrailIdentifier: 'guard' },
  messages: [{ role: 'user', content: [{ text: CANARY }, { document: { name: CANARY, source: { text: CANARY } } }] }],
  system: [{ text: CANARY }],
  toolConfig: { tools: [{ toolSpec: { name: CANARY, description: CANARY } }] },
  promptVariables: { name: { text: CANARY } },
  requestMetadata: { secret: CANARY },
  body: bytes(`{"max_tokens":10,"system":"${CANARY}","messages":[{"role":"user","content":"${CANARY}"}]}`),
  agentId: 'AGENT',
  knowledgeBaseId: 'BASE',
  sessionId: CANARY,
  inputText: CANARY,
  retrievalQuery: { text: CANARY },
};

const PHONES = { PhoneNumber: CANARY_PHONE, phoneNumber: CANARY_PHONE };

/** The requests that a service is tried with. */
export function requestsOf(service: string): readonly object[] {
  switch (service) {
    case 'S3':
      return [
        { ...request, Key: 'folder/object.txt', CopySource: 'bucket/other', Delete: { Objects: [{ Key: 'a' }] } },
      ];
    case 'SNS':
      return [
        request,
        { Message: CANARY, ...PHONES },
        { TopicArn: request.TopicArn, Protocol: 'sms', Endpoint: CANARY_PHONE },
      ];
    case 'Scheduler':
      return [{ ...request, Name: 'nightly-report', GroupName: 'reports', Description: CANARY, Target: target }];
    case 'DynamoDB':
      return [request, { ...request, RequestItems: { orders: [{ PutRequest: { Item: item } }] } }];
    default:
      return serviceRequests(service, CANARY) ?? [request];
  }
}

/** A response that has a member for everything. */
export const response = {
  $metadata: { httpStatusCode: 200, requestId: 'id-1', attempts: 2, totalRetryDelay: 5 },
  MessageId: 'id-2',
  MD5OfMessageBody: 'd41d8cd98f00b204e9800998ecf8427e',
  SequenceNumber: '1',
  Messages: [
    {
      MessageId: 'id-3',
      ReceiptHandle: CANARY,
      Body: CANARY,
      MessageAttributes: attributes,
      Attributes: { SentTimestamp: '1700000000000', ApproximateReceiveCount: '2', SenderId: CANARY },
    },
  ],
  Successful: [{ Id: 'one', MessageId: 'id-4' }],
  Failed: [{ Id: 'two', Code: 'InternalError', Message: CANARY, SenderFault: false }],
  FunctionError: 'Unhandled',
  Payload: bytes(`{"errorType":"TypeError","errorMessage":"${CANARY}","trace":["${CANARY}"]}`),
  LogResult: CANARY,
  FailedEntryCount: 1,
  FailedRecordCount: 1,
  Entries: [{ EventId: 'id-5' }, { ErrorCode: 'InternalFailure', ErrorMessage: CANARY }],
  Records: [{ ErrorCode: 'InternalFailure', ErrorMessage: CANARY, Data: bytes(CANARY), PartitionKey: CANARY }],
  stateMachineArn: request.stateMachineArn,
  activityArn: request.activityArn,
  taskToken: CANARY,
  input: CANARY,
  output: CANARY,
  ARN: request.SecretId,
  SecretString: CANARY,
  SecretBinary: bytes(CANARY),
  SecretValues: [{ SecretString: CANARY }],
  Item: item,
  Items: [item],
  Attributes: item,
  Count: 0,
  ScannedCount: 0,
  LastEvaluatedKey: { pk: value },
  Responses: { orders: [item] },
  UnprocessedKeys: { orders: { Keys: [{ pk: value }] } },
  UnprocessedItems: { orders: [{ PutRequest: { Item: item } }] },
  ConsumedCapacity: [{ TableName: 'orders', CapacityUnits: 1 }],
  ItemCollectionMetrics: { ItemCollectionKey: { pk: value } },
  Body: CANARY,
  Metadata: { secret: CANARY },
  Credentials: { AccessKeyId: CANARY, SecretAccessKey: CANARY, SessionToken: CANARY },
  Parameter: { Value: CANARY, Name: CANARY, Type: 'SecureString' },
  BulkEmailEntryResults: [{ Status: 'MESSAGE_REJECTED', Error: CANARY }],
  FailedPutCount: 1,
  RequestResponses: [{ ErrorCode: 'ServiceUnavailableException', ErrorMessage: CANARY }],
  rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
  tasks: [{ taskArn: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/shop/id-8`, overrides: { secret: CANARY } }],
  failures: [{ reason: 'RESOURCE:CPU', detail: CANARY }],
  jobId: 'id-9',
  Configuration: bytes(CANARY),
  NextPollConfigurationToken: CANARY,
  Parameters: [{ Value: CANARY }],
  InvalidParameters: ['/shop/gone'],
  Plaintext: bytes(CANARY),
  Target: target,
  stopReason: 'end_turn',
  usage: { inputTokens: 3, outputTokens: 4 },
  body: bytes(`{"stop_reason":"${CANARY} of all","usage":{"input_tokens":3},"content":[{"text":"${CANARY}"}]}`),
  retrievalResults: [{ content: { text: CANARY }, location: { s3Location: { uri: CANARY } } }],
};

/** What an answer has in which some parts failed, in the form of each service. */
const failedParts = {
  Errors: [{ Code: 'InternalError', ErrorCode: 'InternalError', Message: CANARY, Key: CANARY }],
  Error: { Code: 'InternalError', Message: CANARY },
  FailedEntries: [{ TargetId: CANARY, ErrorCode: 'InternalError', ErrorMessage: CANARY }],
  error: `${CANARY} of all`,
};

/** The members of the response that tell of failures, for an answer without any. */
const noFailures = {
  Failed: [],
  FunctionError: undefined,
  FailedEntryCount: 0,
  FailedRecordCount: 0,
  FailedPutCount: 0,
  Entries: [{ EventId: 'id-5' }, { EventId: 'id-7' }],
  Records: [{ SequenceNumber: '1', ShardId: 'shard' }],
  RequestResponses: [{ RecordId: 'id-6' }],
  BulkEmailEntryResults: [{ Status: 'SUCCESS', MessageId: 'id-7' }],
  rejectedLogEventsInfo: undefined,
  failures: [],
};

/** A response of an operation in which everything succeeded. */
export function wholeResponse(operation: string): object {
  return { ...response, ...noFailures, ...(operation === 'BatchExecuteStatement' && { Responses: [{ Item: item }] }) };
}

/** A response of an operation in which a part failed, if the operation has parts. */
export function partialResponse(operation: string): object {
  const statements = { Responses: [{ Item: item }, failedParts] };
  return { ...response, ...failedParts, status: 'FAILED', ...(operation === 'BatchExecuteStatement' && statements) };
}

/** The same response with a wrong type for every member. */
export const oddResponse = Object.fromEntries(
  Object.entries(response).map(([name, member]) => [name, Array.isArray(member) ? 'text' : [null, 4711]]),
);

/** What a service throws, with what some of them put into it; a phone number of the request is quoted, as SNS does. */
export function rejection(rejected: object): Error {
  const quoted = Object.values(rejected).includes(CANARY_PHONE) ? ` ${CANARY_PHONE} (1 555 010-4711)` : '';
  const error = new Error(`Invalid parameter${quoted}`);
  return Object.assign(error, {
    name: 'InvalidParameterException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400, requestId: 'id-6', attempts: 1 },
    CancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: CANARY, Item: item }, { Code: 'None' }],
    Item: item,
  });
}
