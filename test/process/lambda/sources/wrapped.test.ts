import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { processMessage, wrapHandler, wrapSqsHandler } from '../../../../src';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import * as events from '../../../fixtures/lambda/messages';
import * as others from '../../../fixtures/lambda/others';
import { useWorld } from '../../../support/useWorld';
import { CREATION, startConsumerWorld, work } from '../../consumerWorld';

const EVENTS: Readonly<Record<string, object>> = {
  SQS: events.sqs(3),
  SNS: events.sns(),
  EventBridge: events.eventBridge(),
  Kinesis: events.kinesis(3),
  DynamoDB: events.dynamoDb(3),
  'Amazon MSK': events.msk(),
  Kafka: events.selfManagedKafka(),
  RabbitMQ: events.rabbitMq(),
  ActiveMQ: events.activeMq(),
  'a pipe': events.kinesis(3).Records,
  S3: others.s3('a', 'b'),
  SES: others.ses(),
  'a schedule': others.scheduled(),
  'EventBridge Scheduler': others.scheduler(),
  'a REST API': others.restApi(),
  'an HTTP API': others.httpApi(),
  'a load balancer': others.loadBalancer(),
  'a web socket': others.webSocket(),
  CloudWatch: others.logs(),
  Firehose: others.firehose(),
  Cognito: others.cognito(),
};

const lambdaContext = { functionName: 'shop', awsRequestId: 'request', getRemainingTimeInMillis: () => 3000 };

/** All that is in an object is read only. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

describe('a wrapped handler and every source of events', () => {
  const world = useWorld(startConsumerWorld);
  const failed = () => world.tracing.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);

  for (const [source, event] of Object.entries(EVENTS)) {
    const { records } = describeEvent(event);
    const ofSqs = source === 'SQS';

    it(`${source}: the event and the result pass, work is below the spans, and only SQS is called so`, async () => {
      for (const wrap of [wrapHandler, wrapSqsHandler]) {
        world.tracing.reset();
        const result = { statusCode: 200 };
        const handler = wrap(async (given: object, _context: object) => {
          assert.equal(given, event);
          for (const record of records) processMessage(record, () => work());
          if (records.length === 0) work();
          return result;
        });
        assert.equal(await handler(frozen(event), lambdaContext), result);
        const [first, ...more] = world.tracing.spans('work');
        assert.equal(more.length, Math.max(0, records.length - 1));
        assert.ok(wrap === wrapSqsHandler || first?.parentSpanContext !== undefined, 'it has a span above it');
        if (!ofSqs) {
          const told = world.tracing.spans().map(({ name, attributes }) => [name, attributes]);
          assert.doesNotMatch(JSON.stringify(told), /sqs/);
        }
      }
    });

    it(`${source}: what the handler throws is on every span, and thrown on`, async () => {
      const error = new RangeError('poison');
      const handler = wrapHandler((_event: object, _context: object) => Promise.reject(error));
      await assert.rejects(
        async () => handler(event, lambdaContext),
        (thrown) => thrown === error,
      );
      const spans = world.tracing.spans();
      assert.equal(spans.length, records.length + 1);
      assert.equal(failed().length, spans.length);
    });
  }

  const failing: Readonly<Record<string, readonly [event: object, identifier: unknown, failed: number]>> = {
    SQS: [EVENTS['SQS'] ?? {}, events.sqs(1).Records[0]?.messageId, 3],
    Kinesis: [EVENTS['Kinesis'] ?? {}, '49591', 2],
    DynamoDB: [EVENTS['DynamoDB'] ?? {}, '112', 1],
    'Amazon MSK': [EVENTS['Amazon MSK'] ?? {}, { partition: 'orders-0', offset: 16 }, 1],
    'a pipe': [EVENTS['a pipe'] ?? {}, 'shardId-000000000006:49591', 2],
  };
  for (const [source, [event, itemIdentifier, size]] of Object.entries(failing)) {
    it(`${source}: a partial failure is that of the records that come again`, async () => {
      await wrapHandler(async (_event: object, _context: object) => ({ batchItemFailures: [{ itemIdentifier }] }))(
        event,
        lambdaContext,
      );
      const [whole, ...others_] = failed().toReversed();
      assert.equal(others_.length, size);
      assert.equal(whole?.status.message, `${size}/3 messages failed`);
    });
  }

  it('an HTTP request is below its caller, and a failure of the server is one', async () => {
    await wrapHandler(async (_event: object, _context: object) => ({ statusCode: 503 }))(
      others.httpApi(),
      lambdaContext,
    );
    const span = world.tracing.span('GET /orders/{id}');
    assert.equal(span.kind, SpanKind.SERVER);
    assert.equal(span.parentSpanContext?.spanId, CREATION.spanId);
    assert.equal(span.attributes['http.response.status_code'], 503);
    assert.equal(span.attributes['error.type'], '503');
    assert.equal(span.status.code, SpanStatusCode.ERROR);
  });

  it('the next attempt of a record of a stream links to the one before it', async () => {
    const event = events.kinesis(1);
    await assert.rejects(async () => wrapHandler((_event: object) => Promise.reject(new Error('first')))(event));
    const [first] = world.tracing.spans('process orders');
    world.tracing.reset();
    await wrapHandler(async (_event: object) => undefined)(events.kinesis(1));
    const links = world.tracing.spans('process orders')[0]?.links.map(({ context }) => context.spanId);
    assert.deepEqual(links, [CREATION.spanId, first?.spanContext().spanId]);
    world.tracing.reset();
    await wrapHandler(async (_event: object) => undefined)(events.kinesis(1));
    assert.equal(world.tracing.spans('process orders')[0]?.links.length, 1, 'what was processed is no attempt');
  });
});
