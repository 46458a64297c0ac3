import assert from 'node:assert/strict';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { attachConsumers } from '../../src/attach/consumerClass';
import { QUEUE_URL, batchSpans, message, messages, startConsumerWorld } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';

type Messages = ReturnType<typeof messages>;

/** The part of sqs-consumer's class that is looked for, each time another class. */
function newConsumer() {
  return class Consumer {
    readonly queueUrl = QUEUE_URL;
    readonly inside: (string | undefined)[] = [];
    static create(): Consumer {
      return new Consumer();
    }
    async processMessage(each: Messages[number]): Promise<void> {
      this.inside.push(trace.getActiveSpan()?.spanContext().spanId);
      await this.executeHandler(each).catch(() => undefined);
    }
    async processMessageBatch(all: Messages): Promise<void> {
      this.inside.push(trace.getActiveSpan()?.spanContext().spanId);
      await this.executeBatchHandler(all).catch(() => undefined);
    }
    async executeHandler(_message: Messages[number]): Promise<void> {
      throw new RangeError('one');
    }
    async executeBatchHandler(_messages: Messages): Promise<void> {
      throw new RangeError('batch');
    }
  };
}

const methodOf = ({ prototype }: { prototype: object }): unknown => Reflect.get(prototype, 'processMessage');
const create = (): void => {};
const processMessage = (): void => {};
const executeHandler = (): void => {};
const prototyped = (prototype: unknown): object =>
  Object.assign(
    Object.defineProperty(() => 1, 'prototype', { value: prototype }),
    { create },
  );

/** Exports in which nothing is to be found. */
const WITHOUT: readonly unknown[] = [
  undefined,
  null,
  7,
  'create',
  {},
  { create, processMessage, executeHandler, none: null, nothing: undefined },
  { object: { create, prototype: { processMessage, executeHandler } } },
  { Consumer: prototyped(undefined) },
  { Consumer: prototyped({}) },
  { Consumer: prototyped({ processMessage }) },
  { Consumer: prototyped({ executeHandler, processMessage: 'by name' }) },
  { Consumer: prototyped(Object.create({ processMessage, executeHandler })) },
  { Date },
  { Consumer: Object.assign(prototyped({ processMessage, executeHandler }), { create: 'by name' }) },
];

describe("sqs-consumer's class", () => {
  const world = useWorld(startConsumerWorld);

  it('has a process span around each message, and one around each batch', async () => {
    const Consumer = newConsumer();
    assert.equal(attachConsumers({ VERSION: '1', Consumer }), true);
    const consumer = Consumer.create();
    await consumer.processMessage(message());
    const span = world.tracing.span('process orders');
    assert.deepEqual(consumer.inside, [span.spanContext().spanId]);
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'one' });

    world.reset();
    const all = messages(2);
    await consumer.processMessageBatch(all);
    const { batch, each } = batchSpans(world.tracing, all);
    assert.equal(consumer.inside[1], batch.spanContext().spanId);
    assert.deepEqual(
      each.map(({ status }) => status.message),
      ['batch', 'batch'],
    );
  });

  it('may be what its module exports', async () => {
    const Consumer = newConsumer();
    assert.equal(attachConsumers(Consumer), true);
    await Consumer.create().processMessage(message());
    assert.equal(world.tracing.spans().length, 1);
  });

  it('is not found where there is none', () => {
    for (const exports of WITHOUT) assert.equal(attachConsumers(exports), false);
  });

  it('is found in a release that lacks the methods for batches', () => {
    const members = { processMessage, executeHandler };
    assert.equal(attachConsumers({ Consumer: prototyped(members) }), true);
    assert.deepEqual(Object.keys(members), ['processMessage', 'executeHandler']);
    assert.notEqual(members.processMessage, processMessage);
  });

  it('is as it was after disable(), and attached again after enable()', async () => {
    const Consumer = newConsumer();
    const original = methodOf(Consumer);
    attachConsumers({ Consumer });
    const traced = methodOf(Consumer);
    assert.notEqual(traced, original);
    world.instrumentation.disable();
    assert.equal(methodOf(Consumer), original);
    const Later = newConsumer();
    const ofLater = methodOf(Later);
    assert.equal(attachConsumers({ Later }), true);
    assert.equal(methodOf(Later), ofLater);
    world.instrumentation.enable();
    assert.equal(methodOf(Consumer), traced);
    attachConsumers({ Later });
    assert.notEqual(methodOf(Later), ofLater);
  });
});
