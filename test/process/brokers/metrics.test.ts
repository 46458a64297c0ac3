import assert from 'node:assert/strict';
import { processMessage } from '../../../src';
import { type ConsumerWorld, startConsumerWorld } from '../consumerWorld';
import { type Metering, startMetering } from '../../support/metering';
import { eachMessagePayload, rabbitMessage } from './messages';

describe('metrics of Kafka and RabbitMQ', () => {
  let world: ConsumerWorld;
  let metering: Metering;

  before(() => {
    world = startConsumerWorld();
    metering = startMetering();
  });

  after(async () => {
    await metering.stop();
    await world.stop();
  });

  it('measure processing and queue time, by destination and consumer group, under no name of SQS', async () => {
    processMessage(eachMessagePayload(), () => undefined, { consumerGroup: 'billing' });
    processMessage(rabbitMessage({}, { exchange: '' }), () => undefined);
    const points = await metering.points();
    const line = ({ metric, value, attributes }: (typeof points)[number]): string =>
      [metric, value, attributes['messaging.destination.name'], attributes['messaging.consumer.group.name']].join(' ');
    assert.deepEqual(points.map(line).toSorted(), [
      'messaging.process.duration 1 order.placed ',
      'messaging.process.duration 1 orders ',
      'messaging.queue_time 1 order.placed ',
      'messaging.queue_time 1 orders billing',
    ]);
    for (const { metric, sum } of points)
      if (metric === 'messaging.queue_time') assert.ok(sum !== undefined && sum >= 2);
  });
});
