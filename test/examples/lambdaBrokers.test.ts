import assert from 'node:assert/strict';
import { functions } from '../../examples/guides/lambdaBrokers';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html#msk-sample-event */
const RECORD = {
  topic: 'orders',
  partition: 0,
  offset: 15,
  timestamp: 1_545_084_650_987,
  timestampType: 'CREATE_TIME',
  key: base64('k'),
  value: base64('{"id":1}'),
  headers: [{ traceparent: [...Buffer.from(TRACEPARENT)] }],
};

/** https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html#services-mq-events */
const MESSAGE = {
  basicProperties: {
    headers: { traceparent: { bytes: [...Buffer.from(TRACEPARENT)] } },
    deliveryMode: 1,
    messageId: null,
    bodySize: 8,
  },
  redelivered: false,
  data: base64('{"id":1}'),
};

describe('the functions of guide 2', () => {
  const world = useWorld(startConsumerWorld);
  const orders: unknown[] = [];
  const { onKafka, onRabbit } = functions(async (order) => void orders.push(order));

  beforeEach(() => {
    orders.length = 0;
  });

  /** The span of the one message. */
  const assertProcessed = (system: string): void => {
    assert.deepEqual(orders, [{ id: 1 }]);
    const spans = world.tracing.spans('process orders');
    const span = spans.find(({ attributes }) => !('messaging.batch.message_count' in attributes));
    assert.equal(span?.attributes['messaging.system'], system);
    assert.deepEqual(
      span.links.map(({ context }) => context.spanId),
      [CREATION.spanId],
    );
  };

  it('have a span for each record of Kafka, linked to its producer', async () => {
    await onKafka({ eventSource: 'aws:kafka', records: { 'orders-0': [RECORD] } } as never);
    assertProcessed('kafka');
  });

  it('have one for each message of RabbitMQ', async () => {
    await onRabbit({ eventSource: 'aws:rmq', rmqMessagesByQueue: { 'orders::/': [MESSAGE] } } as never);
    assertProcessed('rabbitmq');
  });
});
