import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as Batch from '@aws-lambda-powertools/batch';
import { trace } from '@opentelemetry/api';
import { wrapHandler, wrapMessageHandler } from '../../../src';
import { pause, startConsumerWorld, work } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { lambdaEvent, lambdaRecord } from './lambdaWorld';

const load = createRequire(__filename);

type Event = ReturnType<typeof lambdaEvent>;
type SqsRecord = Event['Records'][number];
type Process = (event: Event, handle: (record: SqsRecord) => unknown) => Promise<unknown>;

describe("the batch processors of Powertools, with nothing of ours in the function's code", () => {
  const world = useWorld(startConsumerWorld);
  let batch: typeof Batch;
  before(() => void (batch = load('@aws-lambda-powertools/batch') as typeof Batch));

  const PROCESSORS: Readonly<Record<string, Process>> = {
    BatchProcessor: (event, handle) =>
      batch.processPartialResponse(event, handle, new batch.BatchProcessor(batch.EventType.SQS)),
    'BatchProcessor, one after the other': (event, handle) =>
      batch.processPartialResponse(event, handle, new batch.BatchProcessor(batch.EventType.SQS), {
        processInParallel: false,
      }),
    BatchProcessorSync: async (event, handle) =>
      batch.processPartialResponseSync(event, handle, new batch.BatchProcessorSync(batch.EventType.SQS)),
    SqsFifoPartialProcessor: async (event, handle) =>
      batch.processPartialResponseSync(event, handle, new batch.SqsFifoPartialProcessor()),
    SqsFifoPartialProcessorAsync: (event, handle) =>
      batch.processPartialResponse(event, handle, new batch.SqsFifoPartialProcessorAsync()),
    'a subclass of the application': (event, handle) => {
      class Own extends batch.BatchProcessor {
        override async processRecord(record: Parameters<Batch.BatchProcessor['processRecord']>[0]) {
          return super.processRecord(record);
        }
      }
      return batch.processPartialResponse(event, handle, new Own(batch.EventType.SQS));
    },
  };
  const errors = () => world.tracing.spans('process orders').map(({ attributes }) => attributes['error.type']);
  const spanIds = () => world.tracing.spans('process orders').map((span) => span.spanContext().spanId);
  const parentsOfWork = () => world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId);

  for (const [name, process] of Object.entries(PROCESSORS)) {
    const isSync = /Sync$|^SqsFifoPartialProcessor$/.test(name);
    const isFifo = name.startsWith('SqsFifo');
    const handlerOf = (event: Event) => (record: SqsRecord) => {
      if (isSync) return handle(event, record);
      return pause(1).then(() => handle(event, record));
    };
    const handle = (event: Event, record: SqsRecord): void => {
      work();
      if (record === event.Records[1]) throw new RangeError('poison');
    };

    it(`${name}: each record has its process span, and the failed one its error`, async () => {
      const event = lambdaEvent(3);
      const response = await process(event, handlerOf(event));
      const failed = event.Records.slice(1, isFifo ? 3 : 2).map(({ messageId }) => ({ itemIdentifier: messageId }));
      assert.deepEqual(response, { batchItemFailures: failed });
      assert.deepEqual(errors(), isFifo ? [undefined, 'RangeError'] : [undefined, 'RangeError', undefined]);
      assert.deepEqual(new Set(parentsOfWork()), new Set(spanIds()));
      assert.equal(trace.getActiveSpan(), undefined);
    });

    it(`${name}: in a wrapped handler, no record has two`, async () => {
      const event = lambdaEvent(3);
      await wrapHandler((each: Event) => process(each, wrapMessageHandler(handlerOf(event))))(event);
      const skipped = isFifo ? 'SqsFifoShortCircuitError' : undefined;
      assert.deepEqual(errors(), [undefined, 'RangeError', skipped]);
      assert.ok(parentsOfWork().every((parent) => parent !== undefined && spanIds().includes(parent)));
    });
  }

  it('pass on records that are no messages', async () => {
    const processor = new batch.BatchProcessor(batch.EventType.DynamoDBStreams);
    const records = [{ eventID: '1', eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage: {} } }];
    const response = await batch.processPartialResponse({ Records: records }, async () => 1, processor);
    assert.deepEqual(response, { batchItemFailures: [] });
    assert.deepEqual(world.tracing.spans('process orders'), []);
  });

  it('are as before once the instrumentation is off', async () => {
    const { prototype } = batch.BatchProcessor as { readonly prototype: object };
    const method = () => Object.getOwnPropertyDescriptor(prototype, 'processRecord')?.value as unknown;
    const patched = method();
    world.instrumentation.disable();
    try {
      assert.notEqual(method(), patched);
      const event = { Records: [lambdaRecord()] };
      await batch.processPartialResponse(event, async () => 1, new batch.BatchProcessor(batch.EventType.SQS));
      assert.deepEqual(world.tracing.spans(), []);
    } finally {
      world.instrumentation.enable();
    }
  });
});
