import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SpanKind, trace } from '@opentelemetry/api';
import type { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { startTelemetry, work } from '../../examples/migration/botocore/after';
import { inSpan } from '../integration/servicesWorld';
import { PROJECT_ROOT, runNode } from '../support/fixtures';
import { type Tracing, startTracing } from '../support/tracing';
import { type Recording, assertDocumented, readRecording, recordedSpan, recording, tell } from './migrationRecord';
import { type MigrationWorld, type ToldCall, type ToldSpan, startMigrationWorld } from './migrationWorld';

/** What `before.py` prints. */
interface PythonRun {
  readonly versions: Readonly<Record<string, string>>;
  readonly calls: readonly Omit<ToldCall, 'ids'>[];
}

const PYTHON = process.env['MIGRATION_PYTHON'] ?? 'python3';
const STORIES = ['worker', 'left'];

/** Botocore and the OpenTelemetry packages come from PyPI, which not every machine has been at. */
function pythonIsThere(): boolean {
  const needed = 'import opentelemetry.instrumentation.botocore, opentelemetry.sdk.trace';
  return spawnSync(PYTHON, ['-c', needed]).status === 0;
}

describe("migration from botocore's hooks", () => {
  let world: MigrationWorld;
  let python: PythonRun | undefined;
  let carried: Record<string, string> | undefined;
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;
  let sqs: SQS;

  before(async () => {
    world = await startMigrationWorld();
    tracing = startTracing();
    if (pythonIsThere()) {
      const script = join(PROJECT_ROOT, 'examples', 'migration', 'botocore', 'before.py');
      const { code, stdout, stderr } = await runNode(script, { executable: PYTHON, env: world.env });
      assert.equal(code, 0, stderr);
      python = JSON.parse(stdout) as PythonRun;
      carried = headersOf(world);
    }
    instrumentation = startTelemetry();
    sqs = new SQS(world.aws.clientConfig);
    for (const QueueUrl of [world.names.orders, world.names.events]) await sqs.purgeQueue({ QueueUrl });
    tracing.reset();
  });
  after(async () => {
    instrumentation.disable();
    sqs.destroy();
    await tracing.stop();
    await world.stop();
  });
  afterEach(() => tracing.reset());

  const charge = async (): Promise<void> => {
    await Promise.resolve();
    trace.getTracer('application').startSpan('charge').end();
  };
  const spans = (): ToldSpan[] => tracing.spans().map(tell);
  const named = (start: string): ToldSpan[] => spans().filter(({ name }) => name.startsWith(start));

  /** Of the pieces of work that were done: those in a process span with a link to one of the producers. */
  function connected(producers: readonly string[]): string {
    const tied = named('charge').filter(({ parentId }) => {
      const process = spans().find(({ spanId }) => spanId === parentId);
      return process?.kind === SpanKind.CONSUMER && process.links.some(({ spanId }) => producers.includes(spanId));
    });
    return `${tied.length} of ${named('charge').length}`;
  }

  /** The same calls as in Python. */
  async function calls(): Promise<{ told: Map<string, ToldSpan>; extra: ToldSpan[] }> {
    const told = new Map<string, ToldSpan>();
    const extra: ToldSpan[] = [];
    const step = async <T>(call: string, run: () => Promise<T>): Promise<T | undefined> => {
      tracing.reset();
      const answer = await inSpan(() => run().catch(() => undefined));
      const [span = assert.fail(call)] = spans().filter(({ attributes }) => attributes['rpc.method'] !== undefined);
      told.set(call, span);
      extra.push(...spans().filter(({ name }) => /^(create|process) /.test(name)));
      return answer;
    };
    const { orders, events, topic } = world.names;
    const { aws, canned } = JSON.parse(world.env.WORLD) as Record<
      'aws' | 'canned',
      MigrationWorld['aws']['clientConfig']
    >;
    const order = {
      MessageBody: 'order',
      MessageAttributes: { Priority: { DataType: 'String', StringValue: 'high' } },
    };
    await step('SQS.SendMessage', () => sqs.sendMessage({ QueueUrl: orders, ...order }));
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    await step('SQS.SendMessageBatch', () => sqs.sendMessageBatch({ QueueUrl: orders, Entries }));
    await step('worker', () => work(sqs, orders, charge));
    await sqs.sendMessage({ QueueUrl: events, ...order });
    const received = await step('SQS.ReceiveMessage', () => sqs.receiveMessage({ QueueUrl: events }));
    const ReceiptHandle = received?.Messages?.[0]?.ReceiptHandle;
    await step('SQS.DeleteMessage', () => sqs.deleteMessage({ QueueUrl: events, ReceiptHandle }));
    const sns = new SNS(aws);
    await step('SNS.Publish', () => sns.publish({ TopicArn: topic, Message: 'order' }));
    const s3 = new S3({ ...aws, forcePathStyle: true });
    await step('S3.PutObject', () => s3.putObject({ Bucket: 'photos', Key: 'cat.jpg', Body: 'meow' }));
    const dynamo = new DynamoDB(canned);
    const query = { KeyConditionExpression: 'o = :o', ExpressionAttributeValues: { ':o': { S: '1' } } };
    await step('DynamoDB.Query', () => dynamo.query({ TableName: 'orders', Limit: 5, ...query }));
    const lambda = new Lambda(canned);
    await step('Lambda.Invoke', () => lambda.invoke({ FunctionName: 'bill', Payload: '{}' }));
    await step('SQS.SendMessage that fails', () => sqs.sendMessage({ QueueUrl: `${orders}-gone`, MessageBody: 'x' }));
    for (const client of [sns, s3, dynamo, lambda]) client.destroy();
    return { told, extra };
  }

  it('the tables of the guide are what both emit', async () => {
    const recorded = recording ? undefined : readRecording('botocore');
    const { told, extra } = await calls();
    const old = (python?.calls ?? []).filter(({ call }) => !STORIES.includes(call));
    const recordedBefore = new Map(
      python === undefined || (recorded !== undefined && !sameVersions(python, recorded))
        ? recorded?.pairs.map(({ call, before: span }) => [call, span])
        : old.map(({ call, spans: all }) => [call, neutral(all[0] ?? assert.fail(call))]),
    );
    assert.ok(recordedBefore.size > 0, 'to record this takes Python');
    const pairs = [...recordedBefore].map(([call, span]) => ({
      call,
      before: span,
      after: neutral(told.get(call) ?? assert.fail(call)),
    }));
    const [create, process] = ['create ', 'process '].map((start) => extra.find(({ name }) => name.startsWith(start)));
    const live: Recording = {
      versions: recorded?.versions ?? python?.versions ?? {},
      pairs,
      extra: [
        { call: 'each entry of a batch', after: neutral(create ?? assert.fail()) },
        { call: 'each processed message', after: neutral(process ?? assert.fail()) },
      ],
      metrics: [],
      carried: recorded?.carried ?? carried ?? {},
    };
    await assertDocumented('botocore', 'from-botocore.md', live, ['spanTable', 'attributeTable', 'additionTable']);
  });

  it('with Python: what is recorded is what its instrumentation emits', function () {
    if (python === undefined || !sameVersions(python, readRecording('botocore'))) this.skip();
    const worker = python.calls.find(({ call }) => call === 'worker') ?? assert.fail();
    const producers = python.calls.flatMap(({ spans: all }) =>
      all.filter(({ name }) => name.startsWith('SQS.SendMessage')),
    );
    const charges = worker.spans.filter(({ name }) => name === 'charge');
    assert.equal(charges.length, 3);
    for (const { parentId } of charges) assert.ok(producers.some(({ spanId }) => spanId === parentId));
    assert.ok(
      worker.spans.every(({ kind }) => kind !== SpanKind.CONSUMER),
      'the processing has no span',
    );
  });

  it('with Python: a fleet of both, and the messages that Python left behind are tied to it 3 of 3', async function () {
    if (python === undefined) this.skip();
    await work(sqs, world.names.handover, charge);
    const left = python.calls.filter(({ call }) => call === 'left');
    assert.equal(connected(left.flatMap((call) => call.spans.map(({ spanId }) => spanId))), '3 of 3');
  });

  it('a message as Python sends it is tied to its producer', async () => {
    const headers = Object.entries(readRecording('botocore').carried ?? {});
    const MessageAttributes = Object.fromEntries(
      headers.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    instrumentation.disable();
    await sqs.sendMessage({ QueueUrl: world.names.options, MessageBody: 'order', MessageAttributes });
    instrumentation.enable();
    await work(sqs, world.names.options, charge);
    assert.equal(connected([MessageAttributes['traceparent']?.StringValue.split('-')[2] ?? '']), '1 of 1');
  });

  it('the hooks say what they said; the request needs none of them', async () => {
    await sqs.sendMessage({ QueueUrl: world.names.options, MessageBody: 'order' });
    await sqs.sendMessage({ QueueUrl: `${world.names.options}-gone`, MessageBody: 'x' }).catch(() => undefined);
    const [sent, failed] = named('SQS.SendMessage');
    assert.equal(sent?.attributes['app.call'], 'SQS.SendMessage');
    assert.equal(sent.attributes['app.message'], sent.attributes['messaging.message.id']);
    assert.equal(failed?.attributes['app.failed'], 'AWS.SimpleQueueService.NonExistentQueue');
    const request = world.aws.sent('SendMessage').at(-2);
    const context = `00-${sent.traceId}-${sent.spanId}-01`;
    assert.equal(request?.body?.MessageAttributes?.['traceparent']?.StringValue, context);
  });

  it('a worker: every piece of work in a process span of its message, and its delete, too', async () => {
    for (let index = 0; index < 3; index++)
      await sqs.sendMessage({ QueueUrl: world.names.orders, MessageBody: 'order' });
    const producers = named('SQS.SendMessage').map(({ spanId }) => spanId);
    await work(sqs, world.names.orders, charge);
    assert.equal(connected(producers), '3 of 3');
    const processes = named('process ').map(({ spanId }) => spanId);
    assert.deepEqual(
      named('SQS.DeleteMessage').map(({ parentId }) => parentId),
      processes,
    );
  });
});

/** A span of either side without what differs from run to run. */
function neutral(span: ToldSpan) {
  const { 'messaging.message.id': messageId, 'aws.request_id': requestId } = span.attributes;
  return recordedSpan(span, { messageId, requestId, extendedRequestId: span.attributes['aws.extended_request_id'] });
}

function sameVersions(python: PythonRun, { versions }: Recording): boolean {
  return Object.entries(versions).every(([name, version]) => python.versions[name] === version);
}

/** What the first message that Python sent carries. */
function headersOf({ aws }: MigrationWorld): Record<string, string> {
  const attributes = aws.sent('SendMessage')[0]?.body?.MessageAttributes ?? {};
  const headers = Object.entries(attributes).filter(([name]) => /^(traceparent|tracestate|baggage)$/.test(name));
  return Object.fromEntries(headers.map(([name, { StringValue = '' }]) => [name, StringValue]));
}
