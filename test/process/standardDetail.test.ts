import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { processBatch, processMessage } from '../../src';
import { FakeClient } from '../contract/fakeClient';
import * as events from '../fixtures/lambda/others';
import { startMetering } from '../support/metering';
import { useWorld } from '../support/useWorld';
import { eachMessagePayload, rabbitMessage } from './brokers/messages';
import { QUEUE_URL, message, messages, startConsumerWorld } from './consumerWorld';
import { lambdaRecord, wrap } from './lambda/lambdaWorld';

const STANDARD = { detail: 'standard' } as const;
const PROCESS = { 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' };
const CONTEXT = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live',
  awsRequestId: 'request 1',
  functionName: 'worker',
  functionVersion: '7',
};
const FUNCTION = {
  'faas.coldstart': false,
  'faas.invocation_id': 'request 1',
  'cloud.account.id': '123456789012',
  'cloud.resource_id': 'arn:aws:lambda:eu-west-1:123456789012:function:worker:7',
  'aws.lambda.invoked_arn': CONTEXT.invokedFunctionArn,
};

describe("detail: 'standard' beside calls", () => {
  const world = useWorld(startConsumerWorld);
  const metering = useWorld(startMetering);
  before(() => wrap(() => undefined)({}, CONTEXT));
  beforeEach(() => world.reset(STANDARD));

  const attributes = (name: string) => world.tracing.span(name).attributes;

  it('a message that came from another queue, was tried before and failed: id, error and outcome', () => {
    const received = message({
      Attributes: {
        SentTimestamp: '1700000000000',
        ApproximateReceiveCount: '3',
        DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:payments',
      },
    });
    const failing = (): void =>
      processMessage(
        received,
        () => {
          throw new RangeError('boom');
        },
        { queueUrl: QUEUE_URL },
      );
    assert.throws(failing, RangeError);
    assert.throws(failing, RangeError);
    for (const span of world.tracing.spans('process orders')) {
      assert.deepEqual(span.attributes, {
        ...PROCESS,
        'messaging.system': 'aws_sqs',
        'messaging.destination.name': 'orders',
        'messaging.message.id': received.MessageId,
        'error.type': 'RangeError',
        'messaging.sqs.process.outcome': 'failed',
      });
      assert.deepEqual(new Set(span.links.map((link) => Object.keys(link.attributes ?? {}).join())), new Set(['']));
    }
  });

  it('a batch says how many there are, and why it failed', async () => {
    const failing = processBatch(
      messages(3),
      () => {
        throw new RangeError('boom');
      },
      { queueUrl: QUEUE_URL },
    );
    await assert.rejects(failing, RangeError);
    const batch = world.tracing.spans('process orders').at(-1);
    assert.deepEqual(batch?.attributes, {
      ...PROCESS,
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders',
      'messaging.batch.message_count': 3,
      'error.type': '_OTHER',
    });
  });

  it('messages of Kafka and RabbitMQ: system, destination and id; metrics have no routing key', async () => {
    processMessage(eachMessagePayload(), () => undefined);
    processMessage(rabbitMessage(), () => undefined);
    assert.deepEqual(attributes('process orders'), {
      ...PROCESS,
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
    });
    assert.deepEqual(attributes('process shop:order.placed'), {
      ...PROCESS,
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': 'shop:order.placed',
      'messaging.message.id': 'rabbit-message',
    });
    const points = await metering.points('messaging.process.duration');
    const destinations = points.map((point) => point.attributes['messaging.destination.name']);
    assert.ok(destinations.includes('shop') && !destinations.includes('shop:order.placed'), destinations.join());
  });

  it('an event of messages, and its function', async () => {
    await wrap(async () => undefined)({ Records: [lambdaRecord(), lambdaRecord()] }, CONTEXT);
    assert.deepEqual(attributes('orders process'), {
      ...PROCESS,
      ...FUNCTION,
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders',
      'messaging.batch.message_count': 2,
      'faas.trigger': 'pubsub',
    });
  });

  it('events without messages: what the conventions have for them', async () => {
    await wrap(async () => undefined)(events.s3('a.pdf'), CONTEXT);
    assert.deepEqual(attributes('receipts process'), {
      ...FUNCTION,
      'faas.trigger': 'datasource',
      'faas.document.collection': 'receipts',
      'faas.document.operation': 'insert',
      'faas.document.time': '2026-01-02T03:04:05.000Z',
      'faas.document.name': 'a.pdf',
    });
    await wrap(async () => undefined)(events.scheduler(), CONTEXT);
    assert.deepEqual(attributes('worker'), {
      ...FUNCTION,
      'faas.trigger': 'timer',
      'faas.time': '2026-01-02T03:04:05Z',
    });
  });

  it('the body of an object has its duration, and nothing else', async () => {
    const Body = Readable.from([Buffer.from('%PDF')]);
    const client = new FakeClient('S3', { ...STANDARD, s3BodySpans: true });
    await client.send('GetObject', { Bucket: 'receipts', Key: 'a.pdf' }, () => ({ output: { Body } }));
    for await (const chunk of Body) assert.ok(chunk);
    assert.deepEqual(attributes('S3.GetObject body'), {});
  });

  it('the tokens of a model are counted by a metric, and stand on no span', async () => {
    const client = new FakeClient('BedrockRuntime', STANDARD);
    const usage = { inputTokens: 3, outputTokens: 4 };
    await client.send('Converse', { modelId: 'm' }, () => ({ output: { usage, stopReason: 'end_turn' } }));
    const stream = Readable.from([{ metadata: { usage } }, { messageStop: { stopReason: 'end_turn' } }]);
    await client.send('ConverseStream', { modelId: 'm' }, () => ({ output: { stream } }));
    for await (const event of stream) assert.ok(event);
    const spans = world.tracing.spans('chat m');
    assert.equal(spans.length, 2);
    for (const span of spans) assert.equal(span.attributes['gen_ai.usage.input_tokens'], undefined);
    const points = await metering.points('gen_ai.client.token.usage');
    assert.deepEqual(
      points.map(({ value, sum }) => [value, sum]),
      [
        [2, 6],
        [2, 8],
      ],
    );
  });
});
