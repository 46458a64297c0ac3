import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { processMessage } from '../../../../src/process/processMessage';
import * as events from '../../../fixtures/lambda/messages';
import { linksOf } from '../../../integration/sqsWorld';
import { useWorld } from '../../../support/useWorld';
import { CREATION, startConsumerWorld } from '../../consumerWorld';
import { CREATION_ID, spansOf } from './eventWorld';

interface Expected {
  readonly event: () => object;
  readonly system: string;
  readonly trigger?: string;
  readonly size: number;
  readonly destination?: string;
  /** Of each record. */
  readonly ids: readonly (string | undefined)[];
  /** On the span of the event and on those of the records. */
  readonly both?: object;
  /** On those of the records only. */
  readonly each?: object;
  readonly bodySize?: number | undefined;
  /** Whether its producer can put a context into it. */
  readonly linked?: boolean;
}

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders';
const KINESIS = { system: 'aws.kinesis', size: 2, ids: ['49590', '49591'], bodySize: 94 };
const SHARD = { 'messaging.destination.partition.id': 'shardId-000000000006', 'aws.kinesis.stream_name': 'orders' };
const DYNAMODB = { system: 'aws.dynamodb', size: 2, ids: ['110', '111'], bodySize: 26, linked: false };
const ACTIVEMQ = { system: 'activemq', size: 1, ids: [events.activeMqMessage().messageID] };
const ofPipe = (source: object) => (record: object) => ({ ...record, ...source });

const EXPECTED: Readonly<Record<string, Expected>> = {
  SNS: {
    event: events.sns,
    system: 'aws.sns',
    size: 1,
    ids: ['sns-1'],
    both: { 'aws.sns.topic.arn': TOPIC },
  },
  EventBridge: {
    event: events.eventBridge,
    system: 'aws.eventbridge',
    size: 1,
    destination: 'com.shop.orders',
    ids: ['event-1'],
    both: {
      'aws.eventbridge.event.source': 'com.shop.orders',
      'aws.eventbridge.event.detail_type': 'OrderPlaced',
    },
    bodySize: undefined,
  },
  Kinesis: { ...KINESIS, event: events.kinesis, both: SHARD },
  'Kinesis through a pipe': {
    ...KINESIS,
    event: () => events.kinesis().Records.map(({ kinesis, ...record }) => ({ ...record, ...kinesis })),
    both: SHARD,
  },
  DynamoDB: { ...DYNAMODB, event: events.dynamoDb, trigger: 'datasource' },
  'DynamoDB through a pipe': { ...DYNAMODB, event: () => events.dynamoDb().Records, trigger: 'datasource' },
  'Amazon MSK': { event: events.msk, system: 'kafka', size: 3, ids: [undefined, undefined, undefined] },
  'Kafka of one’s own': {
    event: events.selfManagedKafka,
    system: 'kafka',
    size: 1,
    ids: [undefined],
    both: { 'messaging.destination.partition.id': '0' },
    each: { 'messaging.kafka.offset': 15 },
  },
  'Kafka through a pipe': {
    event: () => [events.kafkaRecord(15)].map(ofPipe({ eventSource: 'aws:kafka', eventSourceKey: 'orders-0' })),
    system: 'kafka',
    size: 1,
    ids: [undefined],
    each: { 'messaging.kafka.offset': 15 },
  },
  RabbitMQ: { event: events.rabbitMq, system: 'rabbitmq', size: 1, ids: ['rabbit-1'] },
  'RabbitMQ through a pipe': {
    event: () => [events.rabbitMqMessage()].map(ofPipe({ eventSource: 'aws:rmq', eventSourceKey: 'orders::/' })),
    system: 'rabbitmq',
    size: 1,
    ids: ['rabbit-1'],
  },
  ActiveMQ: { ...ACTIVEMQ, event: events.activeMq },
  'ActiveMQ through a pipe': {
    ...ACTIVEMQ,
    event: () => [events.activeMqMessage()].map(ofPipe({ eventSource: 'aws:amq' })),
  },
  'ActiveMQ by its other name': { ...ACTIVEMQ, event: () => ({ ...events.activeMq(), eventSource: 'aws:mq' }) },
  'ActiveMQ through a pipe, by its other name': {
    ...ACTIVEMQ,
    event: () => [events.activeMqMessage()].map(ofPipe({ eventSource: 'aws:mq' })),
  },
  SQS: {
    event: events.sqs,
    system: 'aws_sqs',
    size: 2,
    ids: [],
    both: { 'messaging.sqs.queue.account_id': '123456789012' },
  },
  'SQS through a pipe': { event: () => events.sqs().Records, system: 'aws_sqs', size: 2, ids: [] },
};

function assertHas(attributes: object, expected: object = {}): void {
  assert.deepEqual({ ...attributes, ...expected }, attributes);
}

describe('events of messages', () => {
  const world = useWorld(startConsumerWorld);

  for (const [source, expected] of Object.entries(EXPECTED)) {
    const { system, size, destination = 'orders', trigger = 'pubsub', ids, linked = true } = expected;
    it(`${source}: a span of the event, one of each record, links, and its own system`, () => {
      const { event, whole, records } = spansOf(world, expected.event());
      assert.equal(event.kind, 'messages');
      assert.ok(whole);
      assert.equal(whole.name, `${destination} process`);
      assert.equal(whole.kind, SpanKind.CONSUMER);
      assert.equal(whole.attributes['faas.trigger'], trigger);
      assert.equal(whole.attributes['messaging.batch.message_count'], size);
      assert.deepEqual(
        records.map(({ name }) => name),
        Array.from({ length: size }, () => `process ${destination}`),
      );
      for (const span of [whole, ...records]) {
        assert.equal(span.attributes['messaging.system'], system);
        assert.equal(span.attributes['messaging.destination.name'], destination);
        assertHas(span.attributes, expected.both);
        const links: number = span === whole ? size : 1;
        assert.deepEqual(
          linksOf(span).map(([id]) => id),
          Array.from({ length: linked ? links : 0 }, () => CREATION_ID),
        );
        if (system !== 'aws_sqs') assert.doesNotMatch(JSON.stringify(span.attributes), /sqs/);
      }
      for (const [index, id] of ids.entries()) {
        const { attributes, parentSpanContext } = records[index] ?? assert.fail();
        assert.equal(parentSpanContext?.spanId, whole.spanContext().spanId);
        assert.equal(attributes['messaging.message.id'], id);
        const bodySize = 'bodySize' in expected ? expected.bodySize : 4;
        assert.equal(attributes['messaging.message.body.size'], bodySize);
        const waited = Date.now() - events.SENT - Number(attributes['messaging.message.queue_time_ms']);
        assert.ok(waited >= 0 && waited < 60_000);
        assertHas(attributes, expected.each);
      }
    });

    it(`${source}: processMessage without a wrapper knows a record, too`, () => {
      const { event } = spansOf(world, expected.event());
      world.tracing.reset();
      assert.equal(
        processMessage(event.records[0], () => 'done'),
        'done',
      );
      const [span, ...others] = world.tracing.spans();
      assert.equal(others.length, 0);
      assert.equal(span?.attributes['messaging.system'], system);
      assert.equal(span?.links[0]?.context.spanId, linked ? CREATION.spanId : undefined);
    });
  }
});
