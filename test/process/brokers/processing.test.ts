import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import {
  extractMessageContext,
  processBatch,
  processMessage,
  wrapBatchHandler,
  wrapMessageHandler,
} from '../../../src';
import { CREATION, TRACEPARENT, inSpan, startConsumerWorld, work } from '../consumerWorld';
import { eachMessagePayload, kafkaMessage, rabbitMessage } from './messages';
import { useWorld } from '../../support/useWorld';

const GROUP = { consumerGroup: 'billing' };

describe('processing messages of Kafka and RabbitMQ', () => {
  const world = useWorld(startConsumerWorld);

  const only = (name: string): ReadableSpan => world.tracing.span(name);

  it('tells of a Kafka message what Kafka tells: topic, partition, offset, consumer group, size', () => {
    const payload = eachMessagePayload({ offset: '42' });
    const result = processMessage(payload, ({ message }) => message.value.toString(), GROUP);
    assert.equal(result, 'größer');
    const { kind, attributes, links } = only('process orders');
    assert.equal(kind, SpanKind.CONSUMER);
    const { 'messaging.message.queue_time_ms': queueTime, ...others } = attributes;
    assert.ok(Number(queueTime) >= 2000 && Number(queueTime) < 60_000, String(queueTime));
    assert.deepEqual(others, {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'messaging.consumer.group.name': 'billing',
      'messaging.kafka.offset': 42,
      'messaging.message.body.size': 8,
    });
    assert.deepEqual(
      links.map((link) => link.context.spanId),
      [CREATION.spanId],
    );
  });

  it('tells of a RabbitMQ message what RabbitMQ tells: exchange, routing key and queue, delivery tag, id', () => {
    processMessage(rabbitMessage(), () => work(), { destination: 'billing' });
    const span = only('process shop:order.placed:billing');
    const { 'messaging.message.queue_time_ms': queueTime, ...others } = span.attributes;
    assert.ok(Number(queueTime) >= 2000 && Number(queueTime) < 60_000, String(queueTime));
    assert.deepEqual(others, {
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'shop:order.placed:billing',
      'messaging.rabbitmq.destination.routing_key': 'order.placed',
      'messaging.rabbitmq.message.delivery_tag': 17,
      'messaging.message.id': 'rabbit-message',
      'messaging.message.body.size': 8,
    });
    assert.equal(only('work').parentSpanContext?.spanId, span.spanContext().spanId);
    assert.equal(span.links[0]?.attributes?.['messaging.message.id'], 'rabbit-message');
  });

  it('calls a RabbitMQ destination by what it has: the default exchange has no name', () => {
    for (const [exchange, routingKey, destination, expected] of [
      ['', 'billing', 'billing', 'billing'],
      ['', 'billing', undefined, 'billing'],
      ['shop', '', undefined, 'shop'],
      ['', '', undefined, 'amq.default'],
    ] as const) {
      world.reset();
      processMessage(rabbitMessage({}, { exchange, routingKey }), () => undefined, { destination });
      only(`process ${expected}`);
    }
  });

  it('uses the newest names alone, or beside the others, as the environment asks', () => {
    const names = (optIn: string): string[] => {
      process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = optIn;
      world.reset();
      delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
      processMessage(eachMessagePayload(), () => undefined);
      processMessage(rabbitMessage(), () => undefined);
      const all = world.tracing.spans().flatMap(({ attributes }) => Object.keys(attributes));
      return all.filter((name) => /system|kafka|rabbitmq/.test(name)).toSorted();
    };
    const newest = ['kafka.offset', 'messaging.system.name', 'messaging.system.name'];
    const ofRabbit = ['rabbitmq.destination.routing_key', 'rabbitmq.message.delivery_tag'];
    assert.deepEqual(names('messaging'), [...newest, ...ofRabbit]);
    assert.equal(names('messaging/dup').length, 10);
    assert.deepEqual(names(''), [
      'messaging.kafka.offset',
      'messaging.rabbitmq.destination.routing_key',
      'messaging.rabbitmq.message.delivery_tag',
      'messaging.system',
      'messaging.system',
    ]);
  });

  it('reads headers that are text, bytes or lists of them, and ignores what is none of it', () => {
    const bytes = Buffer.from(TRACEPARENT);
    const found = (message: object): string | undefined => trace.getSpanContext(extractMessageContext(message))?.spanId;
    for (const traceparent of [TRACEPARENT, bytes, new Uint8Array(bytes), [bytes], [TRACEPARENT, 'again']]) {
      assert.equal(found(kafkaMessage({ headers: { traceparent } })), CREATION.spanId);
      assert.equal(found(eachMessagePayload({ headers: { traceparent } })), CREATION.spanId);
      assert.equal(found(rabbitMessage({ headers: { traceparent } })), CREATION.spanId);
    }
    for (const traceparent of [7, null, {}, [], [{}], 'garbage', Buffer.alloc(0)]) {
      assert.equal(found(kafkaMessage({ headers: { traceparent } })), undefined);
      assert.equal(found(rabbitMessage({ headers: { traceparent } })), undefined);
    }
    for (const headers of [undefined, null, 'text']) {
      assert.equal(found(kafkaMessage({ headers })), undefined);
      assert.equal(found(rabbitMessage({ headers })), undefined);
    }
  });

  it('brings baggage along, and joins the trace of the producer if it is told to', () => {
    const headers = { traceparent: TRACEPARENT, baggage: Buffer.from('tenant=blue') };
    const tenant = processMessage(
      eachMessagePayload({ headers }),
      () => propagation.getBaggage(context.active())?.getEntry('tenant')?.value,
      { consumerRelation: 'parent' },
    );
    assert.equal(tenant, 'blue');
    const span = only('process orders');
    assert.equal(span.spanContext().traceId, CREATION.traceId);
    assert.equal(span.parentSpanContext?.spanId, CREATION.spanId);
  });

  it('wraps handlers of both clients, and leaves a cancelled consumer of RabbitMQ alone', async () => {
    const eachMessage = wrapMessageHandler(async (payload: { topic: string }) => payload.topic, GROUP);
    assert.equal(await eachMessage(eachMessagePayload()), 'orders');
    const onMessage = wrapMessageHandler((message: object | null) => message);
    assert.equal(onMessage(null), null);
    assert.equal(world.tracing.spans().length, 1);
  });

  it('records the error of a handler, and links the next attempt to the one that failed', async () => {
    const payload = eachMessagePayload();
    await assert.rejects(processMessage(payload, () => Promise.reject(new RangeError('no stock')), GROUP));
    processMessage(payload, () => undefined, GROUP);
    processMessage(payload, () => undefined, GROUP);
    const [failed, retried, again] = world.tracing.spans('process orders');
    assert.equal(failed?.status.code, SpanStatusCode.ERROR);
    assert.equal(failed.attributes['error.type'], 'RangeError');
    const relations = retried?.links.map(({ attributes }) => attributes?.['relationship']);
    assert.deepEqual(relations, ['original_message', 'processing_attempt']);
    assert.equal(retried?.links[1]?.context.spanId, failed.spanContext().spanId);
    assert.equal(again?.links.length, 1, 'it was processed in the meantime');
  });

  it('links what RabbitMQ gives again to the attempt before, but not the copies that an exchange fans out', () => {
    const properties = { messageId: 'fanned-out' };
    processMessage(rabbitMessage(properties), () => undefined, { destination: 'billing' });
    processMessage(rabbitMessage(properties), () => undefined, { destination: 'stock' });
    processMessage(rabbitMessage(properties), () => undefined, { destination: 'audit' });
    processMessage(rabbitMessage(properties, { redelivered: true }), () => undefined, { destination: 'audit' });
    const headers = { traceparent: TRACEPARENT, 'x-death': [{ queue: 'audit', reason: 'rejected', count: 1 }] };
    processMessage(rabbitMessage({ ...properties, headers }, { exchange: 'dead' }), () => undefined);
    const [billing, stock, first, audit, dead] = world.tracing.spans();
    assert.deepEqual([billing?.links.length, stock?.links.length, first?.links.length], [1, 1, 1]);
    assert.equal(audit?.attributes['messaging.rabbitmq.message.redelivered'], true);
    assert.equal(audit?.links[1]?.context.spanId, first?.spanContext().spanId);
    assert.equal(dead?.attributes['messaging.dead_letter.source_queue'], 'audit');
    assert.equal(dead?.links[1]?.context.spanId, audit?.spanContext().spanId);
  });

  it('has one span for a message, in its payload and without', () => {
    const payload = eachMessagePayload();
    processMessage(payload, ({ message }) => processMessage(message, () => work()), GROUP);
    only('process orders');
    assert.equal(world.tracing.spans().length, 2);
  });

  it('processes the batch of a partition below one span, each message in its own', async () => {
    const messages = [kafkaMessage(), kafkaMessage(), kafkaMessage()];
    const place = { destination: 'orders', partition: 3, ...GROUP };
    const handler = (_: unknown, index: number): number => {
      if (index === 1) throw new RangeError('no stock');
      return index;
    };
    await assert.rejects(processBatch(messages, handler, place), RangeError);
    const [batch] = world.tracing.spans().filter((span) => 'messaging.batch.message_count' in span.attributes);
    assert.ok(batch);
    assert.deepEqual(batch.attributes, {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'messaging.consumer.group.name': 'billing',
      'messaging.batch.message_count': 3,
      'messaging.batch.success_count': 2,
      'messaging.batch.failed_count': 1,
      'error.type': '_OTHER',
    });
    assert.equal(batch.links.length, 3);
    const children = world.tracing.spans().filter((span) => span !== batch);
    assert.deepEqual(
      children.map((span) => [span.name, span.parentSpanContext?.spanId]),
      messages.map(() => ['process orders', batch.spanContext().spanId]),
    );
  });

  it('names what the messages of a batch have in common, and no more', () => {
    const handle = wrapBatchHandler((messages: object[]) => messages.length);
    handle([rabbitMessage(), rabbitMessage({ messageId: 'other' }, { routingKey: 'order.paid' })]);
    const batch = world.tracing.span('process');
    assert.equal(batch.attributes['messaging.system'], 'rabbitmq');
    assert.equal(batch.attributes['messaging.rabbitmq.destination.routing_key'], undefined);
    assert.deepEqual(
      batch.links.map(({ attributes }) => attributes?.['messaging.message.id']),
      ['rabbit-message', 'other'],
    );
  });

  it('says nothing of SQS', async () => {
    await processBatch([eachMessagePayload(), eachMessagePayload()], () => undefined);
    await processBatch([rabbitMessage(), rabbitMessage()], () => undefined);
    const names = world.tracing.spans().flatMap(({ attributes }) => Object.keys(attributes));
    assert.deepEqual(
      names.filter((name) => name.includes('sqs')),
      [],
    );
  });

  it('calls the handler whatever the message is like', () => {
    const hostile = { fields: {}, properties: new Proxy({}, { get: () => assert.fail('hands off') }) };
    const odd = [{ value: null, offset: '1' }, { topic: 7, message: {} }, { fields: {}, properties: {} }, hostile];
    for (const message of odd) {
      assert.equal(
        inSpan('application', () => processMessage(message, (given) => given === message)),
        true,
      );
    }
  });
});
