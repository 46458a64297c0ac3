import assert from 'node:assert/strict';
import { processMessage } from '../../../src';
import { startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { eachMessagePayload, rabbitMessage } from './messages';

const INT = (count: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(count);
  return bytes;
};

describe('what a message went through', () => {
  const world = useWorld(startConsumerWorld);

  /** Source, count and reason. */
  function told(message: object): unknown[] {
    world.reset();
    processMessage(message, () => undefined);
    const [{ attributes } = assert.fail()] = world.tracing.spans().filter(({ name }) => name.startsWith('process'));
    return ['dead_letter.source_queue', 'retry.count', 'forward.reason'].map((name) => attributes[`messaging.${name}`]);
  }

  it('is told by the deaths of RabbitMQ: the queue in which it was rejected, not the one in which it waited', () => {
    const deaths = [
      { queue: 'orders.wait', reason: 'expired', count: 3 },
      { queue: 'orders', reason: 'rejected', count: 3 },
    ];
    assert.deepEqual(told(rabbitMessage({ headers: { 'x-death': deaths } })), ['orders', 3, 'rejected']);
    const twice = [...deaths, { queue: 'intake', reason: 'rejected', count: 2 }];
    assert.deepEqual(told(rabbitMessage({ headers: { 'x-death': twice } })), ['intake', 5, 'rejected']);
    const aged = { 'x-death': [{ queue: 'orders', reason: 'expired', count: 1 }] };
    assert.deepEqual(told(rabbitMessage({ headers: aged })), ['orders', undefined, 'expired']);
  });

  it('is told by a quorum queue, which counts deliveries, and by a forward before both', () => {
    assert.deepEqual(told(rabbitMessage({ headers: { 'x-delivery-count': 4 } })), [undefined, 4, undefined]);
    assert.deepEqual(told(rabbitMessage({ headers: { 'x-delivery-count': 0 } })), [undefined, undefined, undefined]);
    // From RabbitMQ 4.3 on, the first one counts what `nack` gives back, too.
    const acquired = { 'x-acquired-count': 5, 'x-delivery-count': 1 };
    assert.deepEqual(told(rabbitMessage({ headers: acquired })), [undefined, 5, undefined]);
    assert.deepEqual(told(rabbitMessage({ headers: { 'x-acquired-count': 2 } })), [undefined, 2, undefined]);
    const headers = { 'x-retry-count': '7', 'x-forward-reason': 'poison', 'x-delivery-count': 4 };
    assert.deepEqual(told(rabbitMessage({ headers })), [undefined, 7, 'poison']);
  });

  it("is told by Spring's retry topics and dead letters, and by Kafka Connect", () => {
    const spring = {
      'kafka_original-topic': Buffer.from('orders'),
      'retry_topic-attempts': INT(3),
      'kafka_exception-fqcn': Buffer.from('java.lang.IllegalStateException'),
    };
    assert.deepEqual(told(eachMessagePayload({ headers: spring })), ['orders', 2, 'java.lang.IllegalStateException']);
    const dead = { 'kafka_dlt-original-topic': Buffer.from('orders'), 'kafka_dlt-exception-fqcn': Buffer.from('x.Y') };
    assert.deepEqual(told(eachMessagePayload({ headers: dead })), ['orders', undefined, 'x.Y']);
    const connect = {
      '__connect.errors.topic': Buffer.from('orders'),
      '__connect.errors.exception.class.name': Buffer.from('x.Z'),
    };
    assert.deepEqual(told(eachMessagePayload({ headers: connect })), ['orders', undefined, 'x.Z']);
  });

  it('is told by the count of a forward, if that is one', () => {
    for (const [count, expected] of [
      ['0', 0],
      ['-1', 4],
      ['many', 4],
    ] as const) {
      const headers = { 'x-retry-count': count, 'x-delivery-count': 4 };
      assert.deepEqual(told(rabbitMessage({ headers })), [undefined, expected, undefined]);
    }
  });

  it('is told by the last of several headers of Spring, and by none that is empty', () => {
    const headers = {
      kafka_deliveryAttempt: [INT(9), INT(8), INT(3)],
      'kafka_exception-cause-fqcn': Buffer.alloc(0),
      'kafka_exception-fqcn': Buffer.from('x.Y'),
    };
    assert.deepEqual(told(eachMessagePayload({ headers })), [undefined, 2, 'x.Y']);
  });

  it('is nothing where an account is none', () => {
    for (const headers of [
      { 'x-death': 'no' },
      { 'x-death': [7, null] },
      { 'x-death': [{ queue: 7, count: 'many' }] },
    ]) {
      const [source, count] = told(rabbitMessage({ headers }));
      assert.deepEqual([source, count], [undefined, undefined]);
    }
    assert.deepEqual(told(eachMessagePayload({ headers: { 'retry_topic-attempts': Buffer.from('x') } })), [
      undefined,
      undefined,
      undefined,
    ]);
  });
});
