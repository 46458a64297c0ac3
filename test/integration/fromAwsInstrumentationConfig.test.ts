import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SQS, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { AwsSdkInstrumentationConfig } from '@opentelemetry/instrumentation-aws-sdk';
import {
  type AwsInstrumentationRequest,
  type AwsInstrumentationRequestInfo,
  type AwsInstrumentationResponseInfo,
  SqsInstrumentation,
  fromAwsInstrumentationConfig,
  instrumentClient,
  processMessage,
} from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { captureDiagnostics } from '../support/diagnostics';
import { PROJECT_ROOT } from '../support/fixtures';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders';
const ERROR = { status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' } };

describe('fromAwsInstrumentationConfig', () => {
  let server: CannedServer;
  let world: ServicesWorld;
  before(async () => {
    server = await startCannedServer();
    world = startServicesWorld();
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => {
    world.reset();
    server.reset();
  });

  const sqsOf = (config: Parameters<typeof fromAwsInstrumentationConfig>[0]) =>
    world.own(
      instrumentClient(new SQSClient({ ...server.clientConfig, md5: false }), fromAwsInstrumentationConfig(config)),
    );

  it('preRequestHook gets version, service, command, input and region of the first call, and its changes are sent', async () => {
    const seen: AwsInstrumentationRequestInfo[] = [];
    const sqs = sqsOf({
      preRequestHook: (span, info) => {
        seen.push(structuredClone(info));
        span.setAttribute('app.seen', true);
        info.request.commandInput['DelaySeconds'] = 7;
      },
    });
    const input = Object.freeze({ QueueUrl: QUEUE_URL, MessageBody: 'body' });
    await sqs.send(new SendMessageCommand(input));
    const request = { serviceName: 'SQS', commandName: 'SendMessage', commandInput: input, region: 'us-east-1' };
    assert.deepEqual(seen, [{ moduleVersion: versionOf('client-sqs'), request }]);
    assert.equal(server.body()['DelaySeconds'], 7);
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['app.seen'], true);
  });

  it('the version is that of the package that a client is from, whatever its class', async () => {
    const seen: unknown[] = [];
    const config = fromAwsInstrumentationConfig({
      preRequestHook: (_span, { moduleVersion }) => void seen.push(moduleVersion),
    });
    class OwnClient extends SQSClient {}
    for (const client of [new SQS(server.clientConfig), new OwnClient(server.clientConfig)]) {
      await world.own(instrumentClient(client, config)).send(new ListQueuesCommand({}));
    }
    const dynamo = DynamoDBDocumentClient.from(world.own(new DynamoDBClient(server.clientConfig)));
    await instrumentClient(dynamo, config).send(new GetCommand({ TableName: 'orders', Key: {} }));
    assert.deepEqual(seen, [versionOf('client-sqs'), versionOf('client-sqs'), versionOf('lib-dynamodb')]);
  });

  it('responseHook gets the answer, its id, and the request that preRequestHook got', async () => {
    const requests: AwsInstrumentationRequest[] = [];
    const seen: AwsInstrumentationResponseInfo[] = [];
    const failed: unknown[] = [];
    const sqs = sqsOf({
      preRequestHook: (_span, { request }) => void requests.push(request),
      responseHook: (_span, info) => void seen.push(info),
      exceptionHook: (...args) => void failed.push(args),
    });
    server.answerWith({ body: { MessageId: 'one' } });
    const output = await sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: 'body' }));
    assert.equal(seen[0]?.response.data, output);
    assert.equal(seen[0]?.response.requestId, output.$metadata.requestId);
    assert.equal(seen[0]?.response.request, requests[0]);
    assert.equal(seen[0]?.moduleVersion, versionOf('client-sqs'));
    assert.deepEqual(failed, []);
  });

  it('exceptionHook alone gets the request and the very error of a failed call', async () => {
    const seen: unknown[] = [];
    const answered: unknown[] = [];
    const sqs = sqsOf({
      responseHook: (...args) => void answered.push(args),
      exceptionHook: (_span, { moduleVersion, request }, error) =>
        void seen.push(moduleVersion, request.commandInput['QueueUrl'], request.region, error),
    });
    server.answerWith(ERROR);
    const error: unknown = await sqs
      .send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: 'body' }))
      .catch((caught: unknown) => caught);
    assert.ok(error instanceof Error);
    assert.deepEqual(seen, [versionOf('client-sqs'), QUEUE_URL, 'us-east-1', error]);
    assert.deepEqual(answered, []);
  });

  it('sqsProcessHook gets each processed message', async () => {
    const seen: unknown[] = [];
    const instrumentation = new SqsInstrumentation(
      fromAwsInstrumentationConfig({ sqsProcessHook: (_span, { message }) => void seen.push(message) }),
    );
    const message = { MessageId: '1', Body: 'x', ReceiptHandle: 'r', MD5OfBody: 'm' };
    try {
      await processMessage(message, () => Promise.resolve(), { queueUrl: QUEUE_URL });
    } finally {
      instrumentation.disable();
    }
    assert.deepEqual(seen, [message]);
  });

  it('a hook that throws costs one line, and the call goes on', async () => {
    const fail = (): never => {
      throw new Error('of the hook');
    };
    const diagnostics = captureDiagnostics();
    try {
      await sqsOf({ preRequestHook: fail, responseHook: fail }).send(
        new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: 'body' }),
      );
      assert.equal(diagnostics.lines.filter((line) => line.includes('of the hook')).length, 2);
    } finally {
      diagnostics.stop();
    }
    assert.equal(server.requests.length, 1);
  });

  it('a region that never comes is the error of the SDK, as without us', async () => {
    const refused = new Error('no region');
    const client = world.own(
      new SQSClient({ ...server.clientConfig, region: (): Promise<string> => Promise.reject(refused) }),
    );
    instrumentClient(client, fromAwsInstrumentationConfig({ preRequestHook: () => undefined }));
    await assert.rejects(client.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: 'x' })), refused);
  });

  it('takes a configuration typed by the stock package, and says what is wrong with another one', () => {
    const stock: AwsSdkInstrumentationConfig = {
      enabled: false,
      suppressInternalInstrumentation: true,
      sqsExtractContextPropagationFromPayload: true,
      dynamoDBStatementSerializer: (operation) => operation,
      preRequestHook: (span, { request }) =>
        void span.setAttribute('app.bucket', String(request.commandInput['Bucket'])),
      responseHook: (span, { response }) => void span.setAttribute('app.answer', response.requestId),
    };
    const ours = fromAwsInstrumentationConfig(stock);
    assert.deepEqual(Object.keys(ours).toSorted(), [
      'dynamoDBStatementSerializer',
      'enabled',
      'requestHook',
      'responseHook',
      'suppressInternalInstrumentation',
    ]);
    assert.equal(fromAwsInstrumentationConfig(ours as object), ours);
    assert.throws(
      () => fromAwsInstrumentationConfig({ responseHook: 'x' as never }),
      /`responseHook` to be a function/,
    );
    assert.throws(() => fromAwsInstrumentationConfig(null as never), /`config` to be an object/);
  });
});

function versionOf(name: string): unknown {
  const path = join(PROJECT_ROOT, 'node_modules', '@aws-sdk', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: unknown }).version;
}
