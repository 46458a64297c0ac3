import { deepEqual, equal } from 'node:assert/strict';
import { describeDetails } from '../src/words/details';
import { describeFailure } from '../src/words/failure';
import { readSpans } from '../src/otlp/traces';
import type { Span } from '../src/span';
import { distinctShortIds, formatDuration } from '../src/words/text';
import { otlp, SHORT, type SpanStory, span } from './spans';

const ID = '3f2a91c0-7d45-4b1e-9a52-0c8e6a1b2d3e';
const queue = { 'messaging.destination.name': 'orders' };

describe('the words about a span', () => {
  for (const [name, attributes, words] of [
    ['SQS.SendMessage', { ...queue, 'messaging.message.id': ID }, ['orders', 'message 3f2a91c0']],
    ['process orders', { ...queue, 'messaging.message.id': 'short' }, ['message short']],
    ['Lambda.Invoke', { 'faas.invoked_name': 'refill', 'http.response.status_code': 503 }, ['refill', 'HTTP 503']],
    ['S3.PutObject', { 'aws.s3.bucket': 'bills', 'http.response.status_code': 200 }, ['bills']],
    [
      'SQS.ReceiveMessage',
      { 'messaging.sqs.receive.message_count': 1, 'messaging.message.id': ID },
      ['1 message', 'message 3f2a91c0'],
    ],
    ['SQS.ReceiveMessage', { 'messaging.sqs.receive.message_count': 2, 'messaging.message.id': ID }, ['2 messages']],
    [
      'SQS.SendMessageBatch',
      { 'messaging.sqs.batch.size': 3, 'messaging.sqs.batch.failed_count': 1 },
      ['3 messages, 1 failed'],
    ],
    [
      'SNS.PublishBatch',
      {
        'messaging.batch.message_count': 3,
        'messaging.sns.batch.failed_count': 2,
        'messaging.sns.batch.failure_codes': 'InternalError',
      },
      ['3 messages, 2 failed (InternalError)'],
    ],
    [
      'SQS.SendMessage',
      { 'aws.request.attempts': 2, 'aws.request.total_retry_delay': 120 },
      ['2 attempts, waited 120 ms'],
    ],
    ['SQS.SendMessage', { 'aws.request.attempts': 3 }, ['3 attempts']],
    [
      'process orders',
      {
        'messaging.sqs.message.group_id': 'ada',
        'messaging.sqs.message.queue_time_ms': 0,
        'messaging.sqs.message.approximate_receive_count': 2,
        'messaging.sqs.retry.count': 1,
        'messaging.sqs.process.outcome': 'failed',
      },
      ['group ada', 'queued 0 µs', 'received 2 times', 'retry 1', 'failed'],
    ],
    [
      'process orders-dlq',
      { 'messaging.sqs.dead_letter.source_queue': 'orders', 'messaging.sqs.forward.reason': 'gave up' },
      ['dead letter of orders', 'forwarded: gave up'],
    ],
    ['process orders', { 'messaging.sqs.message.approximate_receive_count': 1, 'messaging.sqs.retry.count': 0 }, []],
    ['odd', { 'messaging.destination.name': 5, 'messaging.sqs.batch.size': 'three', 'aws.request.attempts': '' }, []],
  ] as const) {
    it(`say ${words.join(' · ') || 'nothing'} of ${name}`, () => {
      deepEqual(describeDetails(read({ name, attributes })), words);
    });
  }

  for (const [what, story, words] of [
    ['its type and message', { error: 'no boxes', attributes: { 'error.type': 'OutOfStock' } }, 'OutOfStock: no boxes'],
    [
      'its type once',
      { error: 'OutOfStock: no boxes', attributes: { 'error.type': 'OutOfStock' } },
      'OutOfStock: no boxes',
    ],
    ['its type alone', { error: '', attributes: { 'error.type': 'timeout' } }, 'timeout'],
    ['its message alone', { error: 'no boxes' }, 'no boxes'],
    ['the last exception', { error: '', events: [exception('First', 'one'), exception('Last', 'two')] }, 'Last: two'],
    ['the type of the same exception', { error: 'one', events: [exception('First', 'one')] }, 'First: one'],
    ['no type of another exception', { error: 'two', events: [exception('First', 'one')] }, 'two'],
    ['nothing that is not known', { error: '' }, ''],
  ] as const) {
    it(`say why a span failed: ${what}`, () => {
      equal(describeFailure(read(story)), words);
    });
  }

  it('give durations three digits, and never a thousand of a unit', () => {
    const durations = [0, 0.85, 0.9996, 4.123, 48, 999.6, 1250, 125_000].map(formatDuration);
    deepEqual(durations, ['0 µs', '850 µs', '1 ms', '4.12 ms', '48 ms', '1 s', '1.25 s', '125 s']);
  });

  it('shorten identifiers to where they differ', () => {
    equal(distinctShortIds(['0123456789abcdef', 'f123456789abcdef'])('0123456789abcdef'), '01234567');
    equal(distinctShortIds(['65a1b2c3d4000001', '65a1b2c3d4000002'])('65a1b2c3d4000002'), '65a1b2c3d4000002');
    equal(distinctShortIds(Array.from({ length: 200_000 }, () => 'abc'))('abc'), 'abc');
  });
});

function exception(type: string, message: string) {
  return { name: 'exception', at: 0, attributes: { 'exception.type': type, 'exception.message': message } };
}

function read(story: Partial<SpanStory>): Span {
  const [only] = readSpans(otlp(span({ ...SHORT, ...story })));
  if (only === undefined) throw new Error('no span was read');
  return only;
}
