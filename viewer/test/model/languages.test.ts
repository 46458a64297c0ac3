import { deepEqual } from 'node:assert/strict';
import type { MessageRow } from '../../src/model/source';
import { exportOf, modelOf, onlyRow, ordersOf, rowsOf } from './telling';

/** What a row says, in short. */
const short = ({ sentBy, system, destination, movedTo, attempts, processedBy, outcome }: MessageRow) =>
  [sentBy, system, destination, movedTo, attempts, processedBy.join(), outcome] as const;

const ID = '3f2a91c0-7d45-4b1e-9a52-0c8e6a1b2d3e';
const URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders';

/** https://github.com/open-telemetry/opentelemetry-python-contrib, boto3sqs and botocore */
const PYTHON = {
  boto3sqs: exportOf('python-shop', {
    id: 'py/send',
    name: 'orders send',
    kind: 'producer',
    start: 0,
    end: 10,
    attributes: {
      'messaging.system': 'aws.sqs',
      'messaging.destination': 'orders',
      'messaging.destination_kind': 'queue',
      'messaging.url': URL,
      'messaging.message_id': ID,
    },
  }),
  botocore: exportOf('python-shop', {
    id: 'py/send',
    name: 'SQS.SendMessage',
    kind: 'producer',
    start: 0,
    end: 10,
    attributes: { 'rpc.system': 'aws-api', 'messaging.system': 'aws.sqs', 'messaging.url': URL, 'messaging.message.id': ID },
  }),
  consumer: exportOf(
    'python-worker',
    {
      id: 'pw/receive',
      name: 'orders receive',
      kind: 'consumer',
      start: 90,
      end: 100,
      attributes: { 'messaging.system': 'aws.sqs', 'messaging.destination': 'orders', 'messaging.operation': 'receive' },
    },
    {
      id: 'pw/process',
      parent: 'pw/receive',
      name: 'orders process',
      kind: 'consumer',
      start: 101,
      end: 110,
      attributes: {
        'messaging.system': 'aws.sqs',
        'messaging.destination': 'orders',
        'messaging.operation': 'process',
        'messaging.message_id': ID,
      },
      links: ['py/send'],
    },
  ),
};

/** https://github.com/open-telemetry/opentelemetry-java-instrumentation, aws-sdk-2.2 */
const JAVA = {
  producer: exportOf('java-shop', {
    id: 'py/send',
    name: 'orders publish',
    kind: 'producer',
    start: 0,
    end: 10,
    attributes: {
      'messaging.system': 'AmazonSQS',
      'messaging.destination.name': 'orders',
      'messaging.operation': 'publish',
      'messaging.message.id': ID,
    },
  }),
  consumer: exportOf('java-worker', {
    id: 'py/process',
    parent: 'py/send',
    name: 'orders process',
    kind: 'consumer',
    start: 101,
    end: 110,
    attributes: {
      'messaging.system': 'AmazonSQS',
      'messaging.destination.name': 'orders',
      'messaging.operation': 'process',
      'messaging.message.id': ID,
    },
  }),
};

describe('messages of other languages', () => {
  for (const [title, requests, producer, consumer] of [
    ['Python, boto3sqs', [PYTHON.boto3sqs, PYTHON.consumer], 'python-shop', 'python-worker'],
    ['Python, botocore to boto3sqs', [PYTHON.botocore, PYTHON.consumer], 'python-shop', 'python-worker'],
    ['Java', [JAVA.producer, JAVA.consumer], 'java-shop', 'java-worker'],
    ['Python to Java', [PYTHON.boto3sqs, JAVA.consumer], 'python-shop', 'java-worker'],
    ['Java to Python', [JAVA.producer, PYTHON.consumer], 'java-shop', 'python-worker'],
  ] as const) {
    it(`are one row: ${title}`, async () => {
      for (const each of ordersOf(requests)) {
        const row = await onlyRow(modelOf(each));
        deepEqual(short(row), [producer, 'aws_sqs', 'orders', undefined, 1, consumer, 'processed']);
      }
    });
  }

  it('are a row each where a batch gives all of them one context', async () => {
    const batch = exportOf('python-shop', {
      id: 'py/batch',
      name: 'SQS.SendMessageBatch',
      kind: 'producer',
      start: 0,
      end: 10,
      attributes: { 'messaging.system': 'aws.sqs', 'messaging.url': URL },
    });
    const processed = [1, 2, 3].map((nth) =>
      exportOf('worker', {
        id: `w${nth}/process`,
        name: 'process orders',
        kind: 'consumer',
        start: nth * 100,
        end: nth * 100 + 5,
        attributes: {
          'messaging.system': 'aws_sqs',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'orders',
          'messaging.message.id': `m-${nth}`,
        },
        links: ['py/batch'],
      }),
    );
    for (const each of ordersOf([batch, ...processed])) {
      const rows = await rowsOf(modelOf(each));
      deepEqual(rows.map(({ messageId, sentBy, attempts }) => [messageId, sentBy, attempts]).toSorted(), [
        ['m-1', 'python-shop', 1],
        ['m-2', 'python-shop', 1],
        ['m-3', 'python-shop', 1],
      ]);
    }
  });

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
      deepEqual(rows.map(short).toSorted(), [
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
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders', 'messaging.operation': 'publish' },
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
      deepEqual(rows.map(short).toSorted(), [
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
      attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination': 'orders.eu', 'messaging.operation': 'process' },
    });
    for (const each of ordersOf([sent, taken])) {
      deepEqual(short(await onlyRow(modelOf(each))), ['shop', 'rabbitmq', 'orders', 'orders.eu', 1, 'worker', 'processed']);
    }
  });
});
