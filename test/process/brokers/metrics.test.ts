import assert from 'node:assert/strict';
import { processMessage } from '../../../src';
import { startConsumerWorld } from '../consumerWorld';
import { startMetering } from '../../support/metering';
import { eachMessagePayload, rabbitMessage } from './messages';
import { useWorld } from '../../support/useWorld';

describe('metrics of Kafka and RabbitMQ', () => {
  useWorld(startConsumerWorld);
  const metering = useWorld(startMetering);

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
