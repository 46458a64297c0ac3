import { deepEqual, equal, match } from 'node:assert/strict';
import { at, linesOf, SHORT, span, type SpanStory } from './spans';

describe('notes below a span', () => {
  it('are the attributes that matter, the most telling first', () => {
    const cases: readonly [SpanStory['attributes'], string][] = [
      [
        { 'messaging.destination.name': 'orders.fifo', 'messaging.sqs.message.group_id': 'g1' },
        'orders.fifo · group g1',
      ],
      [{ 'messaging.batch.message_count': 1 }, '1 message'],
      [{ 'messaging.sqs.receive.message_count': 0 }, '0 messages'],
      [{ 'messaging.sqs.batch.size': 3, 'messaging.message.id': 'only the first' }, '3 messages'],
      [{ 'messaging.sqs.batch.size': 3, 'messaging.sqs.batch.failed_count': 2 }, '3 messages, 2 failed'],
      [{ 'messaging.sqs.retry.count': 2, 'messaging.sqs.forward.reason': 'timeout' }, 'retry 2 · forwarded: timeout'],
      [{ 'aws.request.attempts': 3 }, '3 attempts'],
      [{ 'http.response.status_code': 503 }, 'HTTP 503'],
      [{ 'messaging.sns.batch.failed_count': 1, 'messaging.batch.message_count': 2 }, '2 messages, 1 failed'],
      [{ 'aws.s3.bucket': 'invoices' }, 'invoices'],
      [{ 'aws.dynamodb.table_names': ['Orders', 'Lines'] }, 'Orders, Lines'],
      [{ 'faas.invoked_name': 'refill' }, 'refill'],
      [{ 'messaging.sqs.process.outcome': 'released', 'messaging.message.id': 'm-1' }, 'message m-1 · released'],
    ];
    for (const [attributes = {}, expected] of cases)
      equal(linesOf([span({ ...SHORT, attributes })])[2], `   ${expected}`);
  });

  it('leave out what is ordinary or no value of its kind', () => {
    const attributes = {
      'aws.request.attempts': 1,
      'http.response.status_code': 200,
      'messaging.sqs.message.approximate_receive_count': 1,
      'messaging.sqs.message.queue_time_ms': Number.NaN,
      'messaging.message.id': '',
      'messaging.destination.name': 7,
    };
    equal(linesOf([span({ ...SHORT, attributes })]).length, 2);
  });

  it('keep the identifier that arrows lead to, whatever is cut', () => {
    const attributes = { 'messaging.destination.name': 'a-queue-with-a-long-name'.repeat(5) };
    const lines = linesOf([
      span({ id: 'p/1', name: 'send', start: 0, end: 1, attributes }),
      span({ id: 'c/1', name: 'process', start: 2, end: 3, links: ['p/1'] }),
    ]);
    match(lines[2] ?? '', /^ {3}a-queue-.*… · span [0-9a-f]{8}$/);
    equal(lines[2]?.length, 100);
  });

  it('say once why a span failed', () => {
    const exception = (type: string, message: string) => ({
      name: 'exception',
      time: at(1),
      attributes: { 'exception.type': type, 'exception.message': message },
    });
    const notes = (story: Partial<SpanStory>): string[] =>
      linesOf([span({ ...SHORT, ...story })])
        .slice(2)
        .map((line) => line.trim());
    deepEqual(notes({ error: 'boom', events: [exception('TypeError', 'boom')] }), ['✗ TypeError: boom']);
    deepEqual(notes({ error: '', events: [exception('TypeError', 'boom')] }), ['✗ TypeError: boom']);
    deepEqual(notes({ error: 'boom', attributes: { 'error.type': 'AWS.Boom' }, events: [exception('Boom', 'boom')] }), [
      '✗ AWS.Boom: boom',
    ]);
    deepEqual(notes({ error: '2/3 failed', events: [exception('TypeError', 'boom')] }), [
      '✗ 2/3 failed',
      '! TypeError: boom',
    ]);
    deepEqual(notes({ error: '' }), []);
    deepEqual(notes({ events: [exception('TypeError', 'caught'), exception('TypeError', 'caught')] }), [
      '! TypeError: caught',
    ]);
    deepEqual(notes({ events: [{ name: 'exception', time: at(1) }] }), ['! exception']);
  });

  it('are three events at most', () => {
    const events = Array.from({ length: 6 }, (_, n) => ({ name: `event ${n}`, time: at(1) }));
    deepEqual(linesOf([span({ ...SHORT, events })]).slice(2), [
      '   • event 0',
      '   • event 1',
      '   • event 2',
      '   • and 3 more events',
    ]);
  });
});
