import { deepEqual } from 'node:assert/strict';
import { exportOf, modelOf, onlyRow, ordersOf, rowsOf, short, sorted } from './telling';

describe('messages of topics, Kafka and RabbitMQ', () => {
  it('of a topic are a row for each queue behind it', async () => {
    const published = exportOf('shop', {
      id: 'web/publish',
      name: 'SNS.Publish',
      kind: 'producer',
      start: 0,
      end: 10,
      attributes: {
        'messaging.system': 'aws.sns',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'order-placed',
        'messaging.message.id': 'topic-1',
      },
    });
    const processed = ['files', 'notices'].map((queue) =>
      exportOf(queue, {
        id: `web/${queue}`,
        parent: 'web/publish',
        name: `process ${queue}`,
        kind: 'consumer',
        start: 100,
        end: 105,
        attributes: {
          'messaging.system': 'aws_sqs',
          'messaging.operation.type': 'process',
          'messaging.destination.name': queue,
          'messaging.message.id': `of-${queue}`,
        },
        links: ['web/publish'],
      }),
    );
    for (const each of ordersOf([published, ...processed])) {
      const rows = await rowsOf(modelOf(each));
      deepEqual(sorted(rows.map(short)), [
        ['shop', 'aws.sns', 'order-placed', 'files', 1, 'files', 'processed'],
        ['shop', 'aws.sns', 'order-placed', 'notices', 1, 'notices', 'processed'],
      ]);
    }
  });

  it('of Kafka are a row for each group of consumers, and retries are attempts', async () => {
    const sent = exportOf('java-shop', {
      id: 'k/send',
      name: 'orders publish',
      kind: 'producer',
      start: 0,
      end: 5,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'orders',
        'messaging.operation': 'publish',
      },
    });
    const taken = (group: string, nth: number, error?: string) =>
      exportOf(group, {
        id: `${group}${nth}/process`,
        name: 'orders process',
        kind: 'consumer',
        start: nth * 50,
        end: nth * 50 + 10,
        ...(error === undefined ? {} : { error }),
        attributes: {
          'messaging.system': 'kafka',
          'messaging.destination.name': 'orders',
          'messaging.operation': 'process',
          'messaging.kafka.consumer.group': group,
          'messaging.kafka.message.offset': 7,
          'messaging.kafka.partition': 0,
        },
        links: ['k/send'],
      });
    for (const each of ordersOf([sent, taken('billing', 1, 'no'), taken('billing', 2), taken('audit', 1)])) {
      const rows = await rowsOf(modelOf(each));
      deepEqual(sorted(rows.map(short)), [
        ['java-shop', 'kafka', 'orders', undefined, 1, 'audit', 'processed'],
        ['java-shop', 'kafka', 'orders', undefined, 2, 'billing', 'processed'],
      ]);
    }
  });

  it('of RabbitMQ go from an exchange to a queue', async () => {
    const sent = exportOf('shop', {
      id: 'r/send',
      name: 'publish orders',
      kind: 'producer',
      start: 0,
      end: 5,
      attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination': 'orders' },
    });
    const taken = exportOf('worker', {
      id: 'r/process',
      parent: 'r/send',
      name: 'orders.eu process',
      kind: 'consumer',
      start: 50,
      end: 60,
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.destination': 'orders.eu',
        'messaging.operation': 'process',
      },
    });
    for (const each of ordersOf([sent, taken])) {
      deepEqual(short(await onlyRow(modelOf(each))), [
        'shop',
        'rabbitmq',
        'orders',
        'orders.eu',
        1,
        'worker',
        'processed',
      ]);
    }
  });
});
