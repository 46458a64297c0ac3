import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { processMessage } from '../../../src';
import { startConsumerWorld } from '../consumerWorld';
import { startMetering } from '../../support/metering';
import { eachMessagePayload, rabbitMessage } from './messages';
import { useWorld } from '../../support/useWorld';

describe('metrics of Kafka and RabbitMQ', () => {
  const world = useWorld(startConsumerWorld);
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

  for (const exchange of ['shop', '']) {
    it(`have one series for any number of generated names, by the exchange '${exchange}'`, async () => {
      const id = randomUUID();
      const hex = id.replaceAll('-', '');
      const base64 = Buffer.from(hex, 'hex').toString('base64url');
      for (const routingKey of [
        `user.${id}`,
        `${id}.reply.celery.pidbox`,
        `reply-${hex}`,
        `spring.gen-${base64}`,
        `orders.anonymous.${base64}`,
        'amq.gen-Xa2',
      ])
        processMessage(rabbitMessage({}, { exchange, routingKey }), () => undefined);
      const points = await metering.points();
      const processed = points.filter(({ metric }) => metric === 'messaging.process.duration');
      const expected = exchange === '' ? undefined : exchange;
      const counted = processed.filter(({ attributes }) => attributes['messaging.destination.name'] === expected);
      assert.deepEqual(
        counted.map(({ value }) => value),
        [6],
      );
      const told = JSON.stringify(points);
      for (const generated of [id, hex, base64, 'Xa2']) assert.ok(!told.includes(generated));
      assert.deepEqual(new Set(world.tracing.spans().map(({ name }) => name)), new Set(['process']));
    });
  }

  it('have one series for any number of addresses of AMQP 1.0 that were made for one link', async () => {
    const id = randomUUID();
    const answer = { body: 'x', application_properties: {} };
    for (const to of [
      id,
      '/queues/amq.gen-Xa2',
      '/queues/amq.rabbitmq.reply-to.Xa2',
      `temp-queue://ID:${id}`,
      'amqp:/_topo/0/A/temp.Xa2',
    ])
      processMessage({ ...answer, to }, () => undefined);
    const receiver = { source: { address: 'Xa2', dynamic: true } };
    processMessage({ message: answer, delivery: { link: {} }, receiver }, () => undefined);
    const lasting = { source: { address: 'invoices' } };
    processMessage({ message: answer, delivery: { link: {} }, receiver: lasting }, () => undefined);
    // What a link was made for is none of the addresses that somebody has given a message.
    for (const [to, options] of [
      ['orders/temp.new', {}],
      [id, { destination: 'answers' }],
    ] as const)
      processMessage({ message: { ...answer, to }, delivery: { link: {} }, receiver }, () => undefined, options);
    const points = await metering.points();
    const processed = points.filter(({ metric }) => metric === 'messaging.process.duration');
    const ofAmqp = processed.filter(({ attributes }) => attributes['messaging.system'] === 'amqp');
    const counted = ofAmqp.map(({ value, attributes }) => [attributes['messaging.destination.name'], value]);
    assert.deepEqual(counted, [
      [undefined, 6],
      ['invoices', 1],
      ['orders/temp.new', 1],
      ['answers', 1],
    ]);
    const names = world.tracing.spans().map(({ name }) => name);
    const named = ['process invoices', 'process orders/temp.new', 'process answers'];
    assert.deepEqual(new Set(names), new Set(['process', ...named]));
  });
});
