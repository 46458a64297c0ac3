import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { processMessage, wrapSqsHandler } from '../../../src';
import { CREATION, inSpan, pause, startConsumerWorld, work } from '../consumerWorld';
import { lambdaEvent, lambdaRecord } from './lambdaWorld';
import { linksOf } from '../../integration/sqsWorld';
import { useWorld } from '../../support/useWorld';

type Event = ReturnType<typeof lambdaEvent>;
const CREATION_ID = `${CREATION.traceId}/${CREATION.spanId}`;

describe('wrapSqsHandler', () => {
  const world = useWorld(startConsumerWorld);

  const ofEvent = () => world.tracing.span('orders process');
  const ofRecords = () => world.tracing.spans('process orders');
  const failed = () => ofRecords().map(({ status }) => status.code === SpanStatusCode.ERROR);
  const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  it('a span for the event that links to every producer, and a process span below it for each record', async () => {
    const event = lambdaEvent(3);
    const context = { memoryLimitInMB: '128' };
    const handler = wrapSqsHandler(async (given: Event, ...rest: unknown[]) => {
      assert.equal(given, event);
      assert.deepEqual(rest, [context]);
      await pause();
      work();
      return 'done';
    });
    assert.equal(await handler(event, context), 'done');
    const links = event.Records.map(({ messageId }) => [CREATION_ID, { 'messaging.message.id': messageId }]);
    assert.equal(ofEvent().kind, SpanKind.CONSUMER);
    assert.deepEqual(ofEvent().attributes, {
      'faas.trigger': 'pubsub',
      'messaging.system': 'aws_sqs',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.sqs.queue.account_id': '123456789012',
      'messaging.sqs.queue.region': 'eu-west-1',
      'messaging.sqs.batch.size': 3,
      'messaging.batch.message_count': 3,
      'messaging.sqs.batch.success_count': 3,
      'messaging.sqs.batch.failed_count': 0,
    });
    assert.deepEqual(linksOf(ofEvent()), links);
    assert.deepEqual(ofRecords().flatMap(linksOf), links);
    for (const child of [...ofRecords(), world.tracing.span('work')]) {
      assert.equal(child.parentSpanContext?.spanId, ofEvent().spanContext().spanId);
    }
    for (const span of ofRecords()) assert.ok(Number(span.attributes['messaging.sqs.message.queue_time_ms']) >= 1000);
  });

  it('processMessage makes the span of a record active', async () => {
    const handler = wrapSqsHandler(async ({ Records }: Event) => {
      for (const record of Records) await processMessage(record, () => pause().then(() => work()));
    });
    await handler(lambdaEvent(2));
    assert.deepEqual(
      world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId),
      ofRecords().map((span) => span.spanContext().spanId),
    );
    assert.equal(ofRecords().length, 2);
  });

  it('records of several queues', async () => {
    const other = lambdaRecord({ eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:payments' });
    await wrapSqsHandler(async () => undefined)({ Records: [lambdaRecord(), other] });
    assert.equal(world.tracing.span('multiple_sources process').attributes['messaging.destination.name'], undefined);
    assert.equal(world.tracing.spans('process payments').length, 1);
  });

  describe('other styles of handlers', () => {
    it('a callback, which is called in the context of the runtime: the next invocation begins in it', async () => {
      type Callback = (error: unknown, result: unknown) => void;
      const handler = wrapSqsHandler((_event: Event, _context: object, callback: Callback) => {
        setTimeout(callback, 1, null, 'done');
      });
      const event = lambdaEvent(1);
      for (let invocation = 0; invocation < 2; invocation += 1) {
        const seen = await new Promise((resolve) => {
          handler(event, {}, (_error, result) => resolve([result, trace.getActiveSpan()]));
        });
        assert.deepEqual(seen, ['done', undefined]);
      }
      assert.equal(world.tracing.spans('orders process').length, 2);
    });

    it('a synchronous one, with `this`', async () => {
      const self = {
        handler: wrapSqsHandler(function (this: unknown) {
          return this;
        }),
      };
      assert.equal(self.handler(lambdaEvent(1)), self);
    });
  });

  for (const event of [undefined, null, 'text', {}, { Records: [] }, { Records: null }, { detail: {} }]) {
    it(`${JSON.stringify(event)} passes through, untraced`, async () => {
      const handler = wrapSqsHandler(async (given: unknown) => [given, trace.getActiveSpan()]);
      assert.deepEqual(await handler(event), [event, undefined]);
      assert.deepEqual(world.tracing.spans(), []);
    });
  }

  it('is below the invocation span of another instrumentation', async () => {
    await inSpan('invocation', async (invocation) => {
      await wrapSqsHandler(async () => work())(lambdaEvent(1));
      assert.equal(ofEvent().parentSpanContext?.spanId, invocation.spanContext().spanId);
    });
  });

  it('nested, it leaves one span for the event', async () => {
    const inner = wrapSqsHandler(async () => work());
    await wrapSqsHandler((event: Event) => inner(event))(lambdaEvent(2));
    assert.equal(ofRecords().length, 2);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, ofEvent().spanContext().spanId);
  });

  it('ten thousand records take their time once over', async () => {
    const event = lambdaEvent(10_000);
    const ids = event.Records.map(({ messageId }) => messageId);
    await wrapSqsHandler(async () => failures(...ids))(event);
    assert.equal(ofRecords().length, 10_000);
    assert.ok(failed().every(Boolean));
  });
});
