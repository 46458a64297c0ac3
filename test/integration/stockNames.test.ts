import assert from 'node:assert/strict';
import { InvokeModelCommand, BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutRecordCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { AlwaysOnSampler, type Sampler } from '@opentelemetry/sdk-trace-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { fromAwsInstrumentationConfig, instrumentClient } from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type Metering, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';

const QueueUrl = 'https://user:secret@sqs.us-east-1.amazonaws.com/123456789012/orders';
const TopicArn = 'arn:aws:sns:us-east-1:123456789012:topic';
const REQUEST_ID = 'a1b2c3d4-0000-4000-8000-00000000abcd';
const Entries = [{ Id: '1', MessageBody: 'x' }];

interface Client {
  readonly middlewareStack: object;
  send(command: never): Promise<unknown>;
  destroy(): void;
}

/** What a sampler is asked. */
interface Asked {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

describe('stockNames', () => {
  const asked: Asked[] = [];
  const clients: Client[] = [];
  let server: CannedServer;
  let tracing: Tracing;
  let metering: Metering;
  before(async () => {
    const always = new AlwaysOnSampler();
    const sampler: Sampler = {
      shouldSample(_context, _traceId, name, kind, attributes) {
        asked.push({ name, kind, attributes: { ...attributes } });
        return always.shouldSample();
      },
    };
    server = await startCannedServer();
    metering = startMetering();
    tracing = startTracing({ sampler });
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await tracing.stop();
    await metering.stop();
    await server.stop();
  });
  beforeEach(() => {
    asked.splice(0);
    tracing.reset();
    server.reset();
  });

  /** Sends a command by a client that has the names, and no hook. */
  const send = async (made: Client, command: object): Promise<void> => {
    const client = instrumentClient(made, fromAwsInstrumentationConfig({}, { stockNames: true }));
    clients.push(client);
    await client.send(command as never);
  };
  const config = () => ({ ...server.clientConfig, md5: false as const, requestHandler: new NodeHttpHandler() });
  const sqs = () => new SQSClient(config());
  const sns = () => {
    server.answerWith({ headers: { 'content-type': 'text/xml' }, body: '<R/>' });
    return new SNSClient(config());
  };
  const invoke = new InvokeCommand({ FunctionName: 'bill' });
  const record = { StreamName: 'clicks', PartitionKey: 'p', Data: new Uint8Array(1) };

  const NAMES: readonly [name: string, kind: SpanKind, () => Promise<void>][] = [
    ['orders send', SpanKind.PRODUCER, () => send(sqs(), new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))],
    ['orders send', SpanKind.PRODUCER, () => send(sqs(), new SendMessageBatchCommand({ QueueUrl, Entries }))],
    ['orders receive', SpanKind.CONSUMER, () => send(sqs(), new ReceiveMessageCommand({ QueueUrl }))],
    [
      'SQS.DeleteMessage',
      SpanKind.CLIENT,
      () => send(sqs(), new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'r' })),
    ],
    ['topic send', SpanKind.PRODUCER, () => send(sns(), new PublishCommand({ TopicArn, Message: 'x' }))],
    [
      'SNS PublishBatch',
      SpanKind.CLIENT,
      () => send(sns(), new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] })),
    ],
    ['SNS CreateTopic', SpanKind.CLIENT, () => send(sns(), new CreateTopicCommand({ Name: 'x' }))],
    ['bill Invoke', SpanKind.CLIENT, () => send(new LambdaClient(config()), invoke)],
    [
      'BedrockRuntime.InvokeModel',
      SpanKind.CLIENT,
      () =>
        send(
          new BedrockRuntimeClient(config()),
          new InvokeModelCommand({ modelId: 'amazon.nova-pro-v1:0', body: '{}' }),
        ),
    ],
    [
      'EventBridge.PutEvents',
      SpanKind.CLIENT,
      () => send(new EventBridgeClient(config()), new PutEventsCommand({ Entries: [{ Detail: '{}' }] })),
    ],
  ];
  for (const [index, [name, kind, call]] of NAMES.entries()) {
    it(`the call ${index + 1} has one span: ${name}, ${SpanKind[kind]}, as samplers see it`, async () => {
      await call();
      assert.deepEqual(
        tracing.spans().map((span) => [span.name, span.kind]),
        [[name, kind]],
      );
      assert.deepEqual(
        asked.map((question) => [question.name, question.kind]),
        [[name, kind]],
      );
    });
  }

  const ATTRIBUTES: readonly [attributes: Attributes, early: boolean, () => Promise<void>][] = [
    [
      { 'url.full': QueueUrl.replace('user:secret', '***') },
      true,
      () => send(sqs(), new ReceiveMessageCommand({ QueueUrl })),
    ],
    [{ 'aws.request.id': REQUEST_ID }, false, () => send(sqs(), new ReceiveMessageCommand({ QueueUrl }))],
    [
      { 'aws.request.extended_id': 'extended' },
      false,
      () => {
        const client = sqs();
        server.answerWith({ headers: { 'x-amz-id-2': 'extended' } });
        return send(client, new ReceiveMessageCommand({ QueueUrl }));
      },
    ],
    [
      { 'aws.kinesis.stream.name': 'clicks' },
      true,
      () => send(new KinesisClient(config()), new PutRecordCommand(record)),
    ],
    [
      { 'db.namespace': 'orders', 'db.system.name': 'dynamodb' },
      true,
      () => send(new DynamoDBClient(config()), new GetItemCommand({ TableName: 'orders', Key: {} })),
    ],
    [{ 'faas.execution': REQUEST_ID }, false, () => send(new LambdaClient(config()), invoke)],
    [
      {
        'messaging.destination': 'topic',
        'messaging.destination_kind': 'topic',
        'messaging.destination.name': TopicArn,
      },
      true,
      () => send(sns(), new PublishCommand({ TopicArn, Message: 'x' })),
    ],
    [
      { 'messaging.destination': 'phone_number', 'messaging.destination.name': 'phone_number' },
      true,
      () => send(sns(), new PublishCommand({ PhoneNumber: '+15550100', Message: 'x' })),
    ],
  ];
  for (const [expected, early, call] of ATTRIBUTES) {
    const names = Object.keys(expected);
    const pick = (attributes: Attributes | undefined) =>
      Object.fromEntries(names.map((name) => [name, attributes?.[name]]));
    it(`${names.join(', ')}${early ? ', which samplers see' : ''}`, async () => {
      await call();
      const [span] = tracing.spans();
      assert.deepEqual(pick(span?.attributes), expected);
      if (early) assert.deepEqual(pick(asked[0]?.attributes), expected);
      assert.doesNotMatch(JSON.stringify(span?.attributes), /5550100|secret/);
    });
  }

  it('metrics keep the names of this package', async () => {
    await send(sns(), new PublishCommand({ TopicArn, Message: 'x' }));
    const points = await metering.points('messaging.client.operation.duration');
    const destinations = points.map(({ attributes }) => attributes['messaging.destination.name']);
    assert.ok(destinations.includes('topic'));
    assert.ok(!destinations.includes(TopicArn));
  });

  it('a call that failed has its request id, and a name that a hook sets stays', async () => {
    const hooked = fromAwsInstrumentationConfig(
      { preRequestHook: (span) => void span.updateName('mine') },
      { stockNames: true },
    );
    const client = instrumentClient(sqs(), hooked);
    clients.push(client);
    server.answerWith({ status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' } });
    await assert.rejects(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
    assert.equal(tracing.span('mine').attributes['aws.request.id'], REQUEST_ID);
  });

  it('a copy of a translated configuration has the names, too, also of a span that starts when the answer is there', async () => {
    const copy = { ...fromAwsInstrumentationConfig({}, { stockNames: true }), emptyReceives: 'drop' as const };
    const client = instrumentClient(sqs(), copy);
    clients.push(client);
    server.answerWith({ body: { Messages: [{ MessageId: '1', ReceiptHandle: 'of stock names', Body: 'x' }] } });
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    assert.equal(tracing.span('orders receive').kind, SpanKind.CONSUMER);
  });
});
