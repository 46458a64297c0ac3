import assert from 'node:assert/strict';
import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ProducerBatch, ProducerRecord } from 'kafkajs';
import {
  MessageQueuePropagator,
  extractMessageContext,
  forwardMessage,
  injectMessageContext,
  processBatch,
  processMessage,
} from '../../../src';
import { CREATION, type ConsumerWorld, TRACEPARENT, message, startConsumerWorld } from '../consumerWorld';
import { startTracing } from '../../support/tracing';
import { eachMessagePayload, rabbitMessage } from './messages';

describe('what other senders write, and other orders of events', () => {
  let world: ConsumerWorld;
  let headers: Record<string, unknown> = {};
  let rest: unknown[] = [];

  const producer = {
    send(record: { messages: { key: unknown; value: unknown; headers: Record<string, unknown> }[] }) {
      const [sent = assert.fail()] = record.messages;
      headers = sent.headers;
      rest = [sent.key, sent.value];
      return Promise.resolve();
    },
  };
  const channel = {
    publish(_exchange: string, _key: string, content: Buffer, options?: { headers?: Record<string, unknown> }) {
      headers = options?.headers ?? {};
      rest = [content];
      return true;
    },
  };

  before(() => {
    world = startConsumerWorld();
  });

  beforeEach(() => world.reset());

  after(() => world.stop());

  it('counts and times that are none are not told', () => {
    const none = new Date(Number.NaN);
    const job = { queueName: 'orders', opts: {}, data: {}, id: '1' };
    const ofRhea = { body: 'x', application_properties: {}, to: 'orders', creation_time: none };
    for (const count of [Infinity, Number.NaN, -1, 1.5]) {
      world.reset();
      processMessage({ ...job, attemptsMade: count, timestamp: Number.NaN }, () => undefined);
      processMessage({ ...ofRhea, delivery_count: count }, () => undefined);
      processMessage(rabbitMessage({ headers: { 'x-delivery-count': count } }), () => undefined);
      const shape = { system: 'own', destination: 'to', sent: 'at', retryCount: 'count' };
      processMessage({ to: 'orders', at: none, count }, () => undefined, { shape });
      const told = world.tracing
        .spans()
        .map(({ attributes }) => [
          attributes['messaging.retry.count'],
          Number.isFinite(attributes['messaging.message.queue_time_ms'] ?? 0),
        ]);
      assert.deepEqual(
        told,
        Array.from({ length: 4 }, () => [undefined, true]),
      );
    }
  });

  it('a retry count that is a number counts, and goes on counting', async () => {
    const second = rabbitMessage({ headers: { traceparent: TRACEPARENT, 'x-retry-count': 2 } });
    await processMessage(second, () => forwardMessage(channel, second, { routingKey: 'retry' }));
    assert.equal(headers['x-retry-count'], '3');
    assert.equal(world.tracing.span('process shop:order.placed').attributes['messaging.retry.count'], 2);
  });

  it('headers of RabbitMQ that Kafka has no types for do not stop a message on its way there', async () => {
    const typed = { tries: 3, urgent: true, until: { '!': 'timestamp', value: 7 }, nothing: null, list: [1, {}, 'x'] };
    const bytes = { bytes: Buffer.from('b'), view: new Uint8Array([1, 2]) };
    await forwardMessage(producer, rabbitMessage({ headers: { ...typed, ...bytes } }), { topic: 'orders' });
    assert.deepEqual(headers, {
      tries: '3',
      urgent: 'true',
      until: '{"!":"timestamp","value":7}',
      list: '[1,{},"x"]',
      bytes: bytes.bytes,
      view: Buffer.from([1, 2]),
      'x-retry-count': '1',
    });
    const nulled = eachMessagePayload({ headers: { nothing: null, tenant: Buffer.from('blue') } });
    await assert.rejects(forwardMessage(producer, nulled, { topic: 'orders' }), /a header without a value: nothing/);
    await forwardMessage(producer, nulled, { topic: 'orders', lossy: true });
    assert.deepEqual(headers, { tenant: Buffer.from('blue'), 'x-retry-count': '1' });
  });

  it('a record without a value stays one of Kafka, and nothing is no message', async () => {
    const tombstone = eachMessagePayload({ value: null });
    const nothing = message({ Body: undefined });
    await assert.rejects(forwardMessage(channel, tombstone, { routingKey: 'orders' }), TypeError);
    await assert.rejects(forwardMessage(channel, nothing, { routingKey: 'orders' }), TypeError);
    await assert.rejects(forwardMessage(producer, nothing, { topic: 'orders' }), TypeError);
    await forwardMessage(producer, tombstone, { topic: 'orders' });
    assert.deepEqual(rest, [tombstone.message.key, null]);
    await forwardMessage(producer, tombstone, { topic: 'orders', key: null });
    assert.deepEqual(rest, [null, null], 'no key is a choice');
  });

  it('what comes back is linked to the attempt of its own queue, whoever else got the same message', () => {
    const properties = { messageId: 'in two queues' };
    const attempt = (destination: string, fields: object = {}, more: object = {}): string => {
      processMessage(rabbitMessage({ ...properties, ...more }, fields), () => undefined, { destination });
      return world.tracing.spans().at(-1)?.spanContext().spanId ?? '';
    };
    const linked = (): unknown =>
      world.tracing
        .spans()
        .at(-1)
        ?.links.find((link) => link.attributes?.['relationship'] === 'processing_attempt')?.context.spanId;
    const billing = attempt('billing');
    attempt('stock');
    const again = attempt('billing', { redelivered: true });
    assert.equal(linked(), billing);
    // By way of a queue in which messages wait, and nobody works: back where it was.
    const waited = { 'x-death': [{ queue: 'billing.wait' }, { queue: 'billing' }] };
    attempt('billing', {}, { headers: waited });
    assert.equal(linked(), again);
    attempt('audit', { redelivered: true });
    assert.equal(linked(), undefined, 'whoever had it before is not known here');
  });

  it('what a consumer group gave up is no attempt of another group', () => {
    const payload = eachMessagePayload();
    const giveUp = (consumerGroup: string) => {
      const fail = (): never => assert.fail('no stock');
      assert.throws(() => processMessage(payload, fail, { consumerGroup }), { message: 'no stock' });
      return world.tracing.spans('process orders').at(-1) ?? assert.fail();
    };
    const [billing, stock, again] = [giveUp('billing'), giveUp('stock'), giveUp('billing')];
    assert.deepEqual([billing.links.length, stock.links.length], [1, 1]);
    assert.equal(again.links[1]?.context.spanId, billing.spanContext().spanId);
  });

  it('a correlation id is the conversation of a message, not of a batch', async () => {
    const asked = rabbitMessage({ correlationId: 'order-7' });
    processMessage(asked, () => undefined);
    const { attributes } = world.tracing.span('process shop:order.placed');
    assert.equal(attributes['messaging.message.conversation_id'], 'order-7');
    world.reset();
    await processBatch([asked], () => undefined);
    const told = world.tracing.spans().map((span) => span.attributes['messaging.message.conversation_id']);
    assert.deepEqual(told, ['order-7', undefined]);
  });

  it('what `send` and `sendBatch` of kafkajs take can be injected into as a whole', () => {
    const spanContext = { ...CREATION, traceFlags: TraceFlags.SAMPLED };
    const record: ProducerRecord = Object.freeze({ topic: 'orders', messages: [{ value: 'a' }, { value: 'b' }] });
    const several: ProducerBatch = { acks: 1, topicMessages: [record] };
    const inject = <T extends object>(carrier: T): T =>
      injectMessageContext(carrier, trace.setSpanContext(ROOT_CONTEXT, spanContext));
    const messages = ['a', 'b'].map((value) => ({ value, headers: { traceparent: TRACEPARENT } }));
    assert.deepEqual(inject(record), { topic: 'orders', messages });
    assert.deepEqual(inject(several), { acks: 1, topicMessages: [{ topic: 'orders', messages }] });
    assert.deepEqual(record.messages, [{ value: 'a' }, { value: 'b' }]);
  });

  it('flags of the queue-safe format may be a number, also beside W3C and in any header form', async () => {
    await world.stop();
    const propagators = [new MessageQueuePropagator(), new W3CTraceContextPropagator()];
    const tracing = startTracing({ propagator: new CompositePropagator({ propagators }) });
    const found = (fields: object): unknown => {
      const spanContext = trace.getSpanContext(extractMessageContext(rabbitMessage({ headers: fields })));
      return spanContext && [spanContext.traceId, spanContext.spanId, spanContext.traceFlags];
    };
    const ids = { trace_id: CREATION.traceId, span_id: CREATION.spanId };
    try {
      assert.deepEqual(found({ ...ids, trace_flags: 1 }), [CREATION.traceId, CREATION.spanId, 1]);
      const bytes = { trace_id: Buffer.from(ids.trace_id), span_id: [Buffer.from(ids.span_id)], trace_flags: ['1'] };
      assert.deepEqual(found(bytes), [CREATION.traceId, CREATION.spanId, 1]);
      assert.deepEqual(found({ ...ids, trace_flags: 1.5 }), [CREATION.traceId, CREATION.spanId, 0]);
      const w3c = TRACEPARENT.replaceAll('a', 'b');
      assert.deepEqual(found({ ...ids, traceparent: w3c }), [...w3c.split('-').slice(1, 3), 1], 'the last one wins');
      assert.deepEqual(found({ ...ids, traceparent: 'garbage' }), [CREATION.traceId, CREATION.spanId, 0]);
      assert.equal(found({ trace_id: 7, span_id: 7, trace_flags: 1, traceparent: 'garbage' }), undefined);
      const sent = context.with(
        trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 }),
        () => injectMessageContext({ headers: { trace_id: 'stale', trace_state: 'stale=1' } }).headers,
      );
      assert.deepEqual(sent, { ...ids, trace_flags: '1', traceparent: TRACEPARENT });
    } finally {
      await tracing.stop();
      world = startConsumerWorld();
    }
  });
});
