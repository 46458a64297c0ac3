import { span } from './spans';

const ORDER = '3f2a91c0-7d45-4b1e-9a52-0c8e6a1b2d3e';
const POISON = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d';
const LINES = ['1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', '6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b'] as const;

const queue = (name: string) => ({ 'messaging.system': 'aws_sqs', 'messaging.destination.name': name });
const messageId = (id: string) => ({ 'messaging.message.id': id });
const received = (id: string, count: number, queueTime: number) => ({
  ...queue('orders'),
  ...messageId(id),
  'messaging.sqs.message.approximate_receive_count': count,
  'messaging.sqs.message.queue_time_ms': queueTime,
});

/** An order's way: HTTP request, queue, worker, database and bucket, delete. */
export const ORDER_SPANS = [
  span({
    id: 'web/root',
    name: 'POST /orders',
    kind: 'server',
    start: 0,
    end: 48.2,
    attributes: { 'http.response.status_code': 201 },
  }),
  span({ id: 'web/check', parent: 'web/root', name: 'validate order', start: 1.1, end: 6.3 }),
  span({ id: 'web/price', parent: 'web/check', name: 'price lines', start: 2, end: 2.85 }),
  span({
    id: 'web/send',
    parent: 'web/root',
    name: 'SQS.SendMessage',
    kind: 'producer',
    start: 7.5,
    end: 44.9,
    attributes: {
      ...queue('orders'),
      ...messageId(ORDER),
      'aws.request.attempts': 2,
      'aws.request.total_retry_delay': 18,
    },
  }),
  span({
    id: 'worker/process',
    name: 'process orders',
    kind: 'consumer',
    start: 61,
    end: 142.5,
    attributes: { ...received(ORDER, 1, 24), 'messaging.sqs.process.outcome': 'deleted' },
    links: ['web/send'],
  }),
  span({ id: 'worker/put', parent: 'worker/process', name: 'DynamoDB.PutItem', kind: 'client', start: 62.2, end: 71 }),
  span({ id: 'worker/s3', parent: 'worker/process', name: 'S3.PutObject', kind: 'client', start: 71.4, end: 133.9 }),
  span({
    id: 'worker/delete',
    parent: 'worker/process',
    name: 'SQS.DeleteMessage',
    kind: 'client',
    start: 134.2,
    end: 141.8,
    attributes: queue('orders'),
    links: ['web/send'],
  }),
];

/** A message that nobody can handle: two attempts, then the dead-letter queue. */
export const POISON_SPANS = [
  span({
    id: 'poison/send',
    name: 'SQS.SendMessage',
    kind: 'producer',
    start: 200,
    end: 209.3,
    attributes: { ...queue('orders'), ...messageId(POISON) },
  }),
  span({
    id: 'first/process',
    name: 'process orders',
    kind: 'consumer',
    start: 215,
    end: 219.4,
    error: 'quantity must be positive',
    attributes: {
      ...received(POISON, 1, 12),
      'error.type': 'ValidationError',
      'messaging.sqs.process.outcome': 'failed',
    },
    links: ['poison/send'],
    events: [
      {
        name: 'exception',
        at: 219,
        attributes: { 'exception.type': 'ValidationError', 'exception.message': 'quantity must be positive' },
      },
    ],
  }),
  span({
    id: 'second/process',
    name: 'process orders',
    kind: 'consumer',
    start: 1220,
    end: 3420,
    error: 'The receipt handle has expired',
    attributes: {
      ...received(POISON, 2, 1017),
      'error.type': 'ReceiptHandleIsInvalid',
      'messaging.sqs.process.outcome': 'expired',
    },
    links: ['poison/send'],
    events: [
      {
        name: 'messaging.sqs.visibility_timeout.exceeded',
        at: 3400,
        attributes: { 'messaging.sqs.visibility_timeout.overrun_ms': 1200 },
      },
      {
        name: 'exception',
        at: 3410,
        attributes: { 'exception.type': 'TimeoutError', 'exception.message': 'stock service\ndid not answer' },
      },
    ],
  }),
  span({
    id: 'dlq/process',
    name: 'process orders-dlq',
    kind: 'consumer',
    start: 4500,
    end: 4500.42,
    attributes: {
      ...queue('orders-dlq'),
      ...messageId(POISON),
      'messaging.sqs.message.queue_time_ms': 1060,
      'messaging.sqs.dead_letter.source_queue': 'orders',
      'messaging.sqs.process.outcome': 'deleted',
    },
    links: ['poison/send'],
  }),
];

/** A batch of three of which the server takes two, and the receive that gets both. */
export const BATCH_SPANS = [
  span({ id: 'batch/root', name: 'import orders', start: 5000, end: 5031 }),
  ...LINES.map((id, index) =>
    span({
      id: `batch/create${index}`,
      parent: 'batch/root',
      name: 'create orders',
      kind: 'producer',
      start: 5001 + index * 0.2,
      end: 5029,
      attributes: { ...queue('orders'), ...messageId(id) },
    }),
  ),
  span({
    id: 'batch/create2',
    parent: 'batch/root',
    name: 'create orders',
    kind: 'producer',
    start: 5001.4,
    end: 5029,
    error: 'Message must be shorter than 1048576 bytes.',
    attributes: { ...queue('orders'), 'error.type': 'InvalidParameterValue' },
  }),
  span({
    id: 'batch/send',
    parent: 'batch/root',
    name: 'SQS.SendMessageBatch',
    kind: 'client',
    start: 5001.6,
    end: 5029.2,
    error: '1/3 messages failed',
    attributes: {
      ...queue('orders'),
      'messaging.sqs.batch.size': 3,
      'messaging.sqs.batch.failed_count': 1,
      'messaging.sqs.batch.failure_codes': 'InvalidParameterValue',
      'error.type': 'InvalidParameterValue',
    },
    links: ['batch/create0', 'batch/create1', 'batch/create2'],
  }),
  span({
    id: 'poll/receive',
    name: 'SQS.ReceiveMessage',
    kind: 'client',
    start: 5010,
    end: 5033,
    attributes: { ...queue('orders'), 'messaging.sqs.receive.message_count': 2, ...messageId(LINES[0]) },
    links: LINES.map((id, index) => ({ to: `batch/create${index}`, attributes: messageId(id) })),
  }),
  ...LINES.map((id, index) =>
    span({
      id: `line${index}/process`,
      name: 'process orders',
      kind: 'consumer',
      start: 5034 + index,
      end: 5041 + index * 9,
      attributes: { ...received(id, 1, 5), 'messaging.sqs.process.outcome': index === 0 ? 'deleted' : 'unsettled' },
      links: [`batch/create${index}`],
    }),
  ),
];

/** The names of all these spans, as the page has them from top to bottom. */
export const NAMES = `
POST /orders, validate order, price lines, SQS.SendMessage,
process orders, DynamoDB.PutItem, S3.PutObject, SQS.DeleteMessage,
SQS.SendMessage, process orders, process orders, process orders-dlq,
import orders, create orders, create orders, create orders, SQS.SendMessageBatch,
SQS.ReceiveMessage, process orders, process orders`
  .trim()
  .split(/,\s+/);
