import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { AlwaysOffSampler, type Sampler } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, type SqsInstrumentationConfig, processMessage } from '../../src/index';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { type DynamoServer, startDynamo } from '../support/dynamo';
import { type Metering, type Point, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';

const OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';

describe('metrics', () => {
  let server: AwsServer;
  let dynamo: DynamoServer;
  let tracing: Tracing;
  let metering: Metering;
  let instrumentation: SqsInstrumentation;

  before(async () => {
    [server, dynamo] = await Promise.all([startAwsServer(), startDynamo()]);
  });
  after(() => Promise.all([server.stop(), dynamo.stop()]));

  function start(config: SqsInstrumentationConfig = {}, sampler?: Sampler): void {
    tracing = startTracing(sampler && { sampler });
    metering = startMetering();
    instrumentation = new SqsInstrumentation(config);
  }
  afterEach(async () => {
    instrumentation.disable();
    delete process.env[OPT_IN];
    await Promise.all([tracing.stop(), metering.stop()]);
  });

  /** The day of a queue: everything that a metric tells of happens once. */
  async function workADay(queue: string): Promise<void> {
    const sqs = new SQSClient({ ...server.clientConfig, maxAttempts: 1 });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const Entries = ['a', 'b', '\u0001'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 });
    const { Messages = [] } = await sqs.send(receive);
    assert.equal(Messages.length, 3);
    for (const message of Messages) {
      await processMessage(message, async () => {
        if (message.Body === 'b') throw new RangeError('b');
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }).catch((error: unknown) => assert.ok(error instanceof RangeError));
    }
    await sqs.send(receive);
    server.failNext({ operation: 'SendMessage', status: 400, code: 'RequestThrottled' });
    await assert.rejects(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
    const db = new DynamoDBClient(dynamo.clientConfig);
    const query = new QueryCommand({
      TableName: 'orders',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'a' } },
    });
    await assert.rejects(db.send(query));
  }

  const line = ({ metric, unit, value, attributes }: Point): string => {
    const labels = Object.entries(attributes)
      .filter(([name]) => !name.startsWith('server.'))
      .map(([name, label]) => `${name}=${String(label)}`);
    return `${metric} ${unit} ${value} ${labels.toSorted().join(' ')}`;
  };

  /** @param system how the mode names the messaging system @param service what it adds to a call */
  const golden = (queue: string, system: string, service: (id: string) => string): string[] => {
    const to = (operation: string): string =>
      `messaging.destination.name=${queue} messaging.operation.name=${operation}`;
    const typed = (operation: string, type = operation): string =>
      `${to(operation)} messaging.operation.type=${type} ${system}`;
    const call = (id: string, method: string, prefix = ''): string =>
      `rpc.client.call.duration s ${prefix}rpc.method=${service(id) === '' ? `${id}/` : ''}${method}${service(id)} rpc.system.name=aws-api`;
    return [
      `db.client.operation.duration s 1 db.collection.name=orders db.operation.name=Query db.system.name=aws.dynamodb error.type=ResourceNotFoundException`,
      `messaging.client.consumed.messages {message} 3 ${to('receive')} ${system}`,
      `messaging.client.operation.duration s 1 ${typed('send')}`,
      `messaging.client.operation.duration s 1 error.type=InvalidMessageContents ${typed('send')}`,
      `messaging.client.operation.duration s 1 error.type=RequestThrottled ${typed('send')}`,
      `messaging.client.operation.duration s 2 ${typed('receive')}`,
      `messaging.client.operation.duration s 2 ${typed('delete', 'settle')}`,
      `messaging.client.sent.messages {message} 1 error.type=InvalidMessageContents ${to('send')} ${system}`,
      `messaging.client.sent.messages {message} 1 error.type=RequestThrottled ${to('send')} ${system}`,
      `messaging.client.sent.messages {message} 3 ${to('send')} ${system}`,
      `messaging.process.duration s 1 error.type=RangeError ${to('process')} ${system}`,
      `messaging.process.duration s 2 ${to('process')} ${system}`,
      `messaging.sqs.batch.failed_messages {message} 1 error.type=InvalidMessageContents ${to('send')} ${system}`,
      `messaging.sqs.process.receive_count {receive} 3 messaging.destination.name=${queue} ${system}`,
      `messaging.sqs.queue_time s 3 messaging.destination.name=${queue} ${system}`,
      call('SQS', 'CreateQueue', '1 '),
      call('SQS', 'DeleteMessage', '2 '),
      call('SQS', 'ReceiveMessage', '2 '),
      call('SQS', 'SendMessage', '1 '),
      call('SQS', 'SendMessage', '1 error.type=RequestThrottled '),
      call('SQS', 'SendMessageBatch', '1 error.type=InvalidMessageContents '),
      call('DynamoDB', 'Query', '1 error.type=ResourceNotFoundException '),
    ].toSorted();
  };

  const modes = [
    { mode: '', system: 'messaging.system=aws_sqs', service: (id: string) => ` rpc.service=${id}` },
    { mode: 'messaging', system: 'messaging.system.name=aws.sqs', service: () => '' },
    {
      mode: 'messaging/dup',
      system: 'messaging.system.name=aws.sqs messaging.system=aws_sqs',
      service: (id: string) => ` rpc.service=${id}`,
    },
  ];
  for (const { mode, system, service } of modes) {
    it(`tells a queue's day, every point of it, with ${OPT_IN}='${mode}'`, async () => {
      process.env[OPT_IN] = mode;
      start();
      const queue = `day${mode.replace('/', '-')}`;
      await workADay(queue);
      const points = await metering.points();
      assert.deepEqual(points.map(line).toSorted(), golden(queue, system, service));
      for (const { metric, unit, sum, attributes } of points) {
        if (metric === 'messaging.process.duration') assert.equal(attributes['server.address'], '127.0.0.1');
        if (unit === 's') assert.ok(sum !== undefined && sum > 0 && sum < 10, `${metric} takes seconds: ${sum}`);
      }
    });
  }

  it('has the same error.type on a metric and on the span of the same call', async () => {
    start();
    await workADay('errors');
    const types = (all: readonly { readonly attributes: Attributes }[]): Set<unknown> =>
      new Set(all.map(({ attributes }) => attributes['error.type']).filter((type) => type !== undefined));
    assert.deepEqual(types(await metering.points()), types(tracing.spans()));
    assert.ok(types(tracing.spans()).size > 1);
  });

  it('uses the buckets that the conventions ask for', async () => {
    start();
    await workADay('buckets');
    const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    const [operation] = await metering.points('messaging.client.operation.duration');
    const [database] = await metering.points('db.client.operation.duration');
    assert.deepEqual(operation?.buckets, seconds);
    assert.deepEqual(database?.buckets, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
  });

  it('counts what had no room for its context, by reason', async () => {
    start({ maxMessageSize: 700 });
    const sqs = new SQSClient(server.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'full' }));
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'v' }]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(690) }));
    const dropped = await metering.points('messaging.sqs.propagation.dropped');
    assert.deepEqual(
      dropped.map(({ value, attributes }) => [value, attributes['messaging.sqs.propagation.drop_reason']]),
      [
        [1, 'attribute_limit'],
        [1, 'message_size'],
      ],
    );
  });

  it('counts a processing that outlived its visibility timeout', async () => {
    start();
    const sqs = new SQSClient(server.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'slow' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1 }));
    assert.equal(Messages.length, 1);
    for (const message of Messages) {
      await processMessage(message, () => new Promise((resolve) => setTimeout(resolve, 1050)));
    }
    const [overrun] = await metering.points('messaging.sqs.visibility_timeout.overruns');
    assert.equal(overrun?.value, 1);
  });

  it('records calls and processings of which no span is sampled', async () => {
    start({}, new AlwaysOffSampler());
    await workADay('unsampled');
    assert.equal(tracing.spans().length, 0);
    assert.deepEqual(
      (await metering.points()).map(line).toSorted(),
      golden('unsampled', 'messaging.system=aws_sqs', (id) => ` rpc.service=${id}`),
    );
  });

  it('records with no tracing at all, and leaves the requests as they are', async () => {
    start();
    await tracing.stop();
    server.clearRequests();
    await workADay('untraced');
    const counted = await metering.points('messaging.client.sent.messages');
    assert.equal(
      counted.reduce((sum, { value }) => sum + value, 0),
      5,
    );
    const [sent] = server.sent('SendMessage');
    assert.deepEqual(Object.keys(sent?.body ?? {}).toSorted(), ['MessageBody', 'QueueUrl']);
  });

  for (const [name, config, traced] of [
    ['without a parent for its spans', { requireParentSpan: true }, true],
    ['without a provider for its spans', {}, false],
  ] as const) {
    it(`tells a queue's day ${name}, every point of it`, async () => {
      start(config);
      if (!traced) await tracing.stop();
      await workADay('day');
      const points = (await metering.points()).map(line).toSorted();
      const { system, service } = modes[0] ?? assert.fail();
      assert.deepEqual(points, golden('day', system, service));
      const [sent] = server.sent('SendMessage');
      assert.deepEqual(Object.keys(sent?.body ?? {}).toSorted(), ['MessageBody', 'QueueUrl'], 'no context goes out');
      assert.deepEqual(tracing.spans('SQS.ReceiveMessage'), []);
    });
  }

  it('records nothing with `metrics: false`', async () => {
    start({ metrics: false });
    await workADay('off');
    assert.deepEqual(await metering.points(), []);
  });

  it('counts empty polls that leave no span', async () => {
    start({ emptyReceives: 'drop' });
    const sqs = new SQSClient(server.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'idle' }));
    for (let poll = 0; poll < 100; poll++) await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    assert.equal(tracing.spans('SQS.ReceiveMessage').length, 0);
    const [polls] = await metering.points('messaging.client.operation.duration');
    assert.equal(polls?.value, 100);
    assert.deepEqual(await metering.points('messaging.client.consumed.messages'), []);
  });
});
