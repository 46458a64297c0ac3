import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Span, context, trace } from '@opentelemetry/api';
import { processBatch, processMessage, wrapHandler } from '../../src';
import * as others from '../fixtures/lambda/others';
import { CREATION, QUEUE_URL, message, messages, startConsumerWorld } from './consumerWorld';
import { idOf, linksOf } from '../integration/sqsWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const CREATION_ID = `${CREATION.traceId}/${CREATION.spanId}`;

describe('the span in which a consumer was started', () => {
  const world = useWorld(startConsumerWorld);

  /** Runs something in a span, after that span has ended. */
  const after = <T>(run: (boot: Span) => T): T => {
    const boot = trace.getTracer('application').startSpan('boot');
    boot.end();
    return context.with(trace.setSpan(context.active(), boot), run, undefined, boot);
  };
  const spans = () => world.tracing.spans('process orders');
  const linked = () => spans().map((span) => linksOf(span).map(([id]) => id));

  it('is linked to and is no parent of a process span once it has ended', () => {
    const boot = after((ended) => {
      for (const given of messages(2)) processMessage(given, () => undefined, OPTIONS);
      return idOf(ended.spanContext());
    });
    assert.deepEqual(linked(), [
      [CREATION_ID, boot],
      [CREATION_ID, boot],
    ]);
    assert.deepEqual(
      spans().map(({ parentSpanContext }) => parentSpanContext),
      [undefined, undefined],
    );
    assert.equal(new Set(spans().map((span) => span.spanContext().traceId)).size, 2);
  });

  it('is linked to likewise where the producer is the parent', () => {
    world.reset({ consumerRelation: 'parent' });
    const boot = after((ended) => {
      processMessage(message(), () => undefined, OPTIONS);
      return idOf(ended.spanContext());
    });
    assert.equal(spans()[0]?.parentSpanContext?.spanId, CREATION.spanId);
    assert.deepEqual(linked(), [[CREATION_ID, boot]]);
  });

  it('nor of the span of a batch, and the messages of the batch are below that one', async () => {
    const boot = await after(async (ended) => {
      await processBatch(messages(2), async () => undefined, OPTIONS);
      return idOf(ended.spanContext());
    });
    const batch = spans().find(({ attributes }) => attributes['messaging.message.id'] === undefined);
    assert.ok(batch);
    assert.equal(batch.parentSpanContext, undefined);
    assert.deepEqual(
      linksOf(batch).map(([id]) => id),
      [CREATION_ID, CREATION_ID, boot],
    );
    for (const span of spans()) {
      if (span !== batch) assert.equal(span.parentSpanContext?.spanId, batch.spanContext().spanId);
    }
  });

  it('is linked to once where it created the message itself', async () => {
    await after(async (boot) => {
      const { traceId, spanId } = boot.spanContext();
      const traceparent = { DataType: 'String', StringValue: `00-${traceId}-${spanId}-01` };
      processMessage(message({ MessageAttributes: { traceparent } }), () => undefined, OPTIONS);
      assert.deepEqual(linked(), [[`${traceId}/${spanId}`]]);
      world.tracing.reset();
      await processBatch([message({ MessageAttributes: { traceparent } })], async () => undefined, OPTIONS);
      assert.deepEqual(linked(), [[`${traceId}/${spanId}`], [`${traceId}/${spanId}`]]);
    });
  });

  it('keeps baggage and whatever else the application has in its context', () => {
    const key = Symbol('tenant');
    after(() =>
      context.with(context.active().setValue(key, 'acme'), () =>
        processMessage(message(), () => assert.equal(context.active().getValue(key), 'acme'), OPTIONS),
      ),
    );
    assert.equal(spans()[0]?.parentSpanContext, undefined);
  });

  it('is the parent as long as it goes on, and so is one of another process', () => {
    const boot = trace.getTracer('application').startSpan('boot');
    const remote = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
    for (const parent of [boot, remote]) {
      context.with(trace.setSpan(context.active(), parent), () => processMessage(message(), () => undefined, OPTIONS));
    }
    boot.end();
    assert.deepEqual(
      spans().map(({ parentSpanContext }) => parentSpanContext?.spanId),
      [boot.spanContext().spanId, 'b'.repeat(16)],
    );
    assert.deepEqual(linked(), [[CREATION_ID], [CREATION_ID]]);
  });

  const EVENTS: Readonly<Record<string, readonly [event: object, parent: string | undefined]>> = {
    'an event of its own': [{ order: 1 }, undefined],
    'a notification of S3': [others.s3('a'), undefined],
    'a schedule': [others.scheduled(), undefined],
    'a request': [others.httpApi(), CREATION.spanId],
  };
  for (const [title, [event, parent]] of Object.entries(EVENTS)) {
    it(`nor of an invocation by ${title}, where a server of functions was started in it`, async () => {
      const boot = await after(async (ended) => {
        await wrapHandler(async (..._: unknown[]) => undefined)(event, {
          functionName: 'f',
          awsRequestId: randomUUID(),
        });
        return idOf(ended.spanContext());
      });
      const invocation = world.tracing.spans().find(({ name }) => name !== 'boot');
      assert.ok(invocation);
      assert.equal(invocation.parentSpanContext?.spanId, parent);
      assert.deepEqual(
        linksOf(invocation).map(([id]) => id),
        [boot],
      );
    });
  }
});
