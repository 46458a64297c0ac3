import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import { extractMessageContext, processMessage, wrapBatchHandler } from '../../../src';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { eachMessagePayload, kafkaMessage, rabbitMessage } from './messages';

const BYTES = Buffer.from(TRACEPARENT);

/** What each client gives to a consumer, and what of it is told. */
const RECEIVED: Record<string, readonly [message: object, told: Record<string, unknown>]> = {
  kafkajs: [eachMessagePayload({ offset: '12' }), kafka({ 'messaging.kafka.offset': 12 })],
  'node-rdkafka, Confluent': [
    {
      value: Buffer.from('größer'),
      size: 8,
      topic: 'orders',
      partition: 3,
      offset: 12,
      key: Buffer.from('k'),
      timestamp: 1000,
      headers: [{ tenant: Buffer.from('blue') }, { traceparent: BYTES }],
    },
    kafka({ 'messaging.kafka.offset': 12 }),
  ],
  '@platformatic/kafka': [
    {
      topic: 'orders',
      partition: 3,
      key: Buffer.from('k'),
      value: Buffer.from('größer'),
      headers: new Map([[Buffer.from('traceparent'), BYTES]]),
      timestamp: 1000n,
      offset: 12n,
      metadata: {},
      commit() {},
    },
    kafka({ 'messaging.kafka.offset': 12 }),
  ],
  'Kafka in Nest': [
    {
      getArgs: () => [],
      getMessage: () => kafkaMessage({ offset: '12' }),
      getTopic: () => 'orders',
      getPartition: () => 3,
    },
    kafka({ 'messaging.kafka.offset': 12 }),
  ],
  amqplib: [rabbitMessage(), rabbit()],
  'RabbitMQ in Nest': [
    { getMessage: () => rabbitMessage(), getPattern: () => 'orders', getChannelRef: () => ({}) },
    rabbit(),
  ],
  'rabbitmq-client': [
    {
      body: { total: 1 },
      contentType: 'application/json',
      consumerTag: 'tag',
      deliveryTag: 17,
      redelivered: false,
      exchange: 'shop',
      routingKey: 'order.placed',
      headers: { traceparent: TRACEPARENT },
      messageId: 'rabbit-message',
    },
    { ...rabbit(), 'messaging.message.body.size': undefined },
  ],
  '@cloudamqp/amqp-client': [
    {
      channel: {},
      exchange: 'shop',
      routingKey: 'order.placed',
      properties: { headers: { traceparent: TRACEPARENT }, messageId: 'rabbit-message' },
      bodySize: 8,
      body: new Uint8Array(Buffer.from('größer')),
      deliveryTag: 17,
      redelivered: false,
    },
    rabbit(),
  ],
  rhea: [
    {
      message: {
        body: 'größer',
        message_id: 'one',
        to: 'orders',
        application_properties: { traceparent: TRACEPARENT },
      },
      delivery: { id: 1, link: {} },
      receiver: { source: { address: 'queue' } },
    },
    {
      'messaging.system': 'amqp',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'one',
      'messaging.message.body.size': 8,
    },
  ],
  BullMQ: [
    {
      id: '7',
      name: 'pack',
      queueName: 'orders',
      data: { order: 7 },
      opts: { attempts: 3, telemetry: { metadata: JSON.stringify({ traceparent: TRACEPARENT }) } },
      attemptsMade: 2,
      timestamp: 1000,
    },
    {
      'messaging.system': 'bullmq',
      'messaging.destination.name': 'orders',
      'messaging.message.id': '7',
      'messaging.retry.count': 2,
    },
  ],
};

function kafka(more: object): Record<string, unknown> {
  return {
    'messaging.system': 'kafka',
    'messaging.destination.name': 'orders',
    'messaging.destination.partition.id': '3',
    'messaging.message.body.size': 8,
    ...more,
  };
}

function rabbit(): Record<string, unknown> {
  return {
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': 'shop:order.placed',
    'messaging.rabbitmq.destination.routing_key': 'order.placed',
    'messaging.rabbitmq.message.delivery_tag': 17,
    'messaging.message.id': 'rabbit-message',
    'messaging.message.body.size': 8,
  };
}

describe('a message of', () => {
  const world = useWorld(startConsumerWorld);

  for (const [client, [message, told]] of Object.entries(RECEIVED)) {
    it(`${client} is known by its shape`, () => {
      assert.equal(trace.getSpanContext(extractMessageContext(message))?.spanId, CREATION.spanId);
      processMessage(message, () => undefined);
      const [span] = world.tracing.spans().filter(({ name }) => name.startsWith('process'));
      assert.equal(span?.links[0]?.context.spanId, CREATION.spanId);
      for (const [name, value] of Object.entries(told)) assert.equal(span.attributes[name], value, name);
    });
  }

  it('Kafka in Nest counts by the last of several contexts, which Nest has joined', () => {
    const headers = { traceparent: `${TRACEPARENT.replaceAll('a', 'b')},${TRACEPARENT}`, tenant: 'a,b' };
    const context = { getArgs: () => [], getMessage: () => kafkaMessage({ headers }), getTopic: () => 'orders' };
    assert.deepEqual(trace.getSpanContext(extractMessageContext(context))?.traceId, CREATION.traceId);
  });

  it('kafkajs in a batch has its own span, and its place', () => {
    const messages = [kafkaMessage({ offset: '1' }), kafkaMessage({ offset: '2' })];
    const payload = { batch: { topic: 'orders', partition: 3, messages }, resolveOffset: () => undefined };
    wrapBatchHandler(({ batch }: typeof payload) => {
      for (const message of batch.messages) processMessage(message, () => undefined);
    })(payload);
    const offsets = world.tracing.spans('process orders').map(({ attributes }) => attributes['messaging.kafka.offset']);
    assert.deepEqual(new Set(offsets), new Set([1, 2, undefined]), 'each message, and the batch');
  });

  it("nobody's shape is processed, and nothing is said of it", () => {
    for (const strange of [{ topic: 'a', payload: {} }, { kind: 'job' }, { message: {} }, { batch: {} }]) {
      assert.equal(
        processMessage(strange, () => 'done'),
        'done',
      );
    }
    for (const { attributes } of world.tracing.spans()) assert.equal(attributes['messaging.system'], undefined);
  });

  it('an own shape is read as the application says', () => {
    const message = { meta: { headers: { traceparent: TRACEPARENT } }, text: 'größer', nr: 'a7', tries: 2 };
    const shape = {
      system: 'nats',
      headers: 'meta.headers',
      body: ({ text }: typeof message) => text,
      id: 'nr',
      destination: () => 'orders',
      retryCount: 'tries',
    };
    processMessage(message, () => undefined, { shape });
    const span = world.tracing.span('process orders');
    assert.equal(span.links[0]?.context.spanId, CREATION.spanId);
    const { attributes } = span;
    assert.equal(attributes['messaging.system'], 'nats');
    assert.equal(attributes['messaging.message.id'], 'a7');
    assert.equal(attributes['messaging.message.body.size'], 8);
    assert.equal(attributes['messaging.retry.count'], 2);
    assert.equal(
      processMessage(message, () => 'done', { shape: { system: 7 } as never }),
      'done',
    );
  });

  it('a queue that lives as long as a connection names no span', () => {
    processMessage(rabbitMessage({}, { exchange: '', routingKey: 'amq.gen-Xa2' }), () => undefined);
    processMessage(rabbitMessage({}, { exchange: '', routingKey: 'amq.rabbitmq.reply-to.g2gA' }), () => undefined);
    const spans = world.tracing.spans('process');
    assert.deepEqual(
      spans.map(({ attributes: told }) => [
        told['messaging.destination.anonymous'],
        told['messaging.destination.temporary'],
      ]),
      [
        [true, undefined],
        [undefined, true],
      ],
    );
    processMessage(rabbitMessage({}, { exchange: '', routingKey: 'amq.gen-Xa2' }), () => undefined, {
      destination: 'replies',
    });
    world.tracing.span('process replies');
  });
});
