import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { processBatch, processMessage, wrapBatchHandler } from '../../src';
import { QUEUE_URL, pause, assertBelow, batchSpans, messages, startConsumerWorld, work } from './consumerWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };

describe('wrapBatchHandler', () => {
  const world = useWorld(startConsumerWorld);

  const spans = (given: readonly { MessageId: string }[]) => batchSpans(world.tracing, given);

  it('every message has its span from the start; the span of the batch is active', async () => {
    const given = messages(2);
    const handler = wrapBatchHandler(async (received: object[], extra: string) => {
      work();
      await pause();
      return [received, extra];
    }, OPTIONS);
    const [received, extra] = await handler(given, 'more');
    assert.equal(received, given);
    assert.equal(extra, 'more');
    const { batch, each } = spans(given);
    assertBelow(batch, each, 2);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, batch.spanContext().spanId);
  });

  it("processMessage inside makes the message's own span active, also from work on another message", async () => {
    const given = messages(3);
    const one = async (index: number): Promise<void> => {
      const next = given[index];
      if (next === undefined) return;
      await processMessage(next, async () => {
        await pause();
        work(`work ${index}`);
        await one(index + 1);
      });
    };
    await wrapBatchHandler(() => one(0), OPTIONS)(given);
    const { batch, each } = spans(given);
    assertBelow(batch, each, 3);
    for (const [index, span] of each.entries()) {
      assert.equal(world.tracing.span(`work ${index}`).parentSpanContext?.spanId, span.spanContext().spanId);
    }
  });

  it('a message that is tried once more within the batch goes on in its span', async () => {
    const given = messages(1);
    await wrapBatchHandler(async ([one]: object[]) => {
      const failing = processMessage(one, async () => Promise.reject(new Error('first attempt')));
      await assert.rejects(failing);
      await processMessage(one, async () => {
        await pause(5);
        work('second attempt');
      });
    }, OPTIONS)(given);
    const { each } = spans(given);
    const [span = assert.fail(), ...others] = each;
    assert.equal(others.length, 0);
    const second = world.tracing.span('second attempt');
    assert.equal(second.parentSpanContext?.spanId, span.spanContext().spanId);
    // The SDK cuts the start of a span to whole milliseconds, and its end moves with it.
    assert.ok(hrTimeToMilliseconds(span.endTime) + 1 >= hrTimeToMilliseconds(second.startTime));
  });

  for (const [how, last, outcome, error] of [
    ['that succeeds then', async () => 'done', 'unsettled', undefined],
    ['that fails again', async () => Promise.reject(new RangeError('second')), 'failed', 'RangeError'],
  ] as const) {
    it(`a message that is tried once more, and ${how}: the last attempt counts`, async () => {
      const given = messages(1);
      await wrapBatchHandler(async ([one]: object[]) => {
        await assert.rejects(processMessage(one, async () => Promise.reject(new TypeError('first'))));
        await processMessage(one, last).catch(() => undefined);
      }, OPTIONS)(given);
      const { batch, each } = spans(given);
      const [span = assert.fail()] = each;
      assert.equal(span.attributes['messaging.sqs.process.outcome'], outcome);
      assert.equal(span.attributes['error.type'], error);
      const code = error === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR;
      assert.deepEqual([span.status.code, batch.status.code], [code, code]);
      const told = span.events.map(({ attributes: of }) => of?.['exception.message']);
      assert.deepEqual(told, error === undefined ? [] : ['second']);
    });
  }

  it('each span ends when its own handler is done, not with the batch', async () => {
    const [fast = assert.fail(), slow = assert.fail()] = messages(2);
    let between = NaN;
    await wrapBatchHandler(async () => {
      await processMessage(fast, () => pause());
      // The clock of spans may be a millisecond behind.
      await pause(5);
      between = Date.now();
      await processMessage(slow, () => pause(5));
    }, OPTIONS)([fast, slow]);
    const { each } = spans([fast, slow]);
    const [first = NaN, second = NaN] = each.map(({ endTime }) => hrTimeToMilliseconds(endTime));
    assert.ok(first < between && second > between, `${first}, ${between}, ${second}`);
  });

  it('what the handler throws passes through, and fails every message that has not failed already', async () => {
    const given = messages(3);
    const error = new RangeError('all');
    const handler = wrapBatchHandler(async ([, second]: object[]) => {
      await assert.rejects(
        processMessage(second, () => Promise.reject(new TypeError('own'))),
        TypeError,
      );
      throw error;
    }, OPTIONS);
    await assert.rejects(handler(given), (thrown) => thrown === error);
    const { batch, each } = spans(given);
    assert.deepEqual(
      each.map(({ attributes }) => attributes['error.type']),
      ['RangeError', 'TypeError', 'RangeError'],
    );
    assert.equal(batch.attributes['error.type'], 'RangeError');
    assert.equal(batch.status.message, '3/3 messages failed');
    assert.equal(batch.events[0]?.name, 'exception');
  });

  it('synchronous handlers stay synchronous, and see `this`', () => {
    const error = new Error('sync');
    const self = {};
    const handler = wrapBatchHandler(function (this: unknown, given: object[]) {
      if (given.length === 1) throw error;
      return this;
    }, OPTIONS);
    assert.equal(handler.call(self, messages(2)), self);
    assert.throws(
      () => handler.call(self, messages(1)),
      (thrown) => thrown === error,
    );
  });

  it('layers: a batch and each of its messages have one span, whoever else wraps them', async () => {
    const given = messages(2);
    const inner = wrapBatchHandler((received: object[]) => processBatch(received, () => work(), OPTIONS), OPTIONS);
    await wrapBatchHandler((received: object[]) => inner([...received]), OPTIONS)(given);
    const { batch, each } = spans(given);
    assertBelow(batch, each, 2);
    assert.equal(world.tracing.spans().length, 5);
    assert.deepEqual(
      world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId),
      each.map((span) => span.spanContext().spanId),
    );
  });

  it('passes anything else on', () => {
    const handler = wrapBatchHandler((given: unknown[]) => given);
    for (const given of [undefined, null, 'text', [], {}]) assert.equal(handler(given as never), given);
    assert.deepEqual(world.tracing.spans(), []);
    const odd = [null, undefined, 7, Object.create(null), new Proxy({}, { get: () => assert.fail() })];
    assert.equal(handler(odd), odd);
  });

  it('hands on a list that cannot even be looked at', () => {
    const { proxy, revoke } = Proxy.revocable<object[]>([], {});
    revoke();
    assert.equal(wrapBatchHandler((list: object[]) => list)(proxy), proxy);
  });
});
