import { deepEqual } from 'node:assert/strict';
import { exportOf, modelOf, onlyRow, ordersOf, rowsOf, short, sorted } from './telling';

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
    attributes: {
      'rpc.system': 'aws-api',
      'messaging.system': 'aws.sqs',
      'messaging.url': URL,
      'messaging.message.id': ID,
    },
  }),
  consumer: exportOf(
    'python-worker',
    {
      id: 'pw/receive',
      name: 'orders receive',
      kind: 'consumer',
      start: 90,
      end: 100,
      attributes: {
        'messaging.system': 'aws.sqs',
        'messaging.destination': 'orders',
        'messaging.operation': 'receive',
      },
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
      deepEqual(sorted(rows.map(({ messageId, sentBy, attempts }) => [messageId, sentBy, attempts])), [
        ['m-1', 'python-shop', 1],
        ['m-2', 'python-shop', 1],
        ['m-3', 'python-shop', 1],
      ]);
    }
  });
});
