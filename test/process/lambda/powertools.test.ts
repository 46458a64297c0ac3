import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as Batch from '@aws-lambda-powertools/batch';
import { SpanStatusCode } from '@opentelemetry/api';
import { wrapMessageHandler, wrapSqsHandler } from '../../../src';
import { pause, startConsumerWorld, work } from '../consumerWorld';
import { lambdaEvent } from './lambdaWorld';
import { useWorld } from '../../support/useWorld';

const load = createRequire(__filename);

type Event = ReturnType<typeof lambdaEvent>;
type SqsRecord = Event['Records'][number];

describe('wrapSqsHandler with @aws-lambda-powertools/batch', () => {
  const world = useWorld(startConsumerWorld);
  let batch: typeof Batch;
  before(() => void (batch = load('@aws-lambda-powertools/batch') as typeof Batch));

  const errors = () =>
    world.tracing
      .spans('process orders')
      .map(({ status, attributes }) => status.code === SpanStatusCode.ERROR && attributes['error.type']);
  /** A function that fails the record at an index. */
  const functionWith = (processor: () => Batch.BasePartialBatchProcessor, poison: number, order: number[] = []) =>
    wrapSqsHandler(async (event: Event) => {
      const handle = wrapMessageHandler(async (record: SqsRecord) => {
        const index = event.Records.indexOf(record);
        order.push(index);
        await pause(6 - 2 * index);
        work();
        if (index === poison) throw new RangeError('poison');
      });
      return batch.processPartialResponse(event, handle, processor(), {});
    });
  const eachWorksInItsOwn = () => {
    const parents = world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId);
    const spans = world.tracing.spans('process orders').map((span) => span.spanContext().spanId);
    assert.equal(new Set(parents).size, parents.length);
    assert.ok(parents.every((parent) => parent !== undefined && spans.includes(parent)));
    return parents.length;
  };

  it('all at once: exactly the failed record is an error, with its own type, and reported', async () => {
    const event = lambdaEvent(3);
    const handler = functionWith(() => new batch.BatchProcessor(batch.EventType.SQS), 1);
    assert.deepEqual(await handler(event), {
      batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }],
    });
    assert.deepEqual(errors(), [false, 'RangeError', false]);
    assert.equal(eachWorksInItsOwn(), 3);
    assert.equal(world.tracing.span('orders process').status.message, '1/3 messages failed');
  });

  it('of a FIFO queue: in order up to the failed record; those behind it are reported without being begun', async () => {
    const event = lambdaEvent(4);
    const order: number[] = [];
    const handler = functionWith(() => new batch.SqsFifoPartialProcessorAsync(), 1, order);
    const { batchItemFailures } = await handler(event);
    assert.deepEqual(order, [0, 1]);
    assert.deepEqual(
      batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
      event.Records.slice(1).map(({ messageId }) => messageId),
    );
    assert.deepEqual(errors(), [false, 'RangeError', 'SqsFifoShortCircuitError', 'SqsFifoShortCircuitError']);
    assert.equal(eachWorksInItsOwn(), 2);
  });

  it('all failed: the error of Powertools passes through, the records tell their own', async () => {
    const handler = wrapSqsHandler((event: Event) =>
      batch.processPartialResponse(
        event,
        wrapMessageHandler(async () => {
          throw new RangeError('poison');
        }) as never,
        new batch.BatchProcessor(batch.EventType.SQS),
      ),
    );
    await assert.rejects(handler(lambdaEvent(2)), { name: 'FullBatchFailureError' });
    assert.deepEqual(errors(), ['RangeError', 'RangeError']);
    assert.equal(world.tracing.span('orders process').attributes['error.type'], 'FullBatchFailureError');
  });
});
