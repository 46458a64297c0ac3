import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { processBatch } from '../../src';
import { linksOf } from '../integration/sqsWorld';
import {
  CREATION,
  QUEUE_URL,
  inSpan,
  pause,
  assertBelow,
  batchSpans,
  message,
  messages,
  startConsumerWorld,
  work,
} from './consumerWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const CREATION_ID = `${CREATION.traceId}/${CREATION.spanId}`;

describe('processBatch', () => {
  const world = useWorld(startConsumerWorld);

  const spans = (given: readonly { MessageId: string }[]) => batchSpans(world.tracing, given);

  it('one span for the batch that links to every creator, one below it for each message', async () => {
    const given = messages(3);
    await inSpan('poll', async (poll) => {
      await processBatch(given, () => work(), OPTIONS);
      const { batch, each } = spans(given);
      assert.equal(batch.parentSpanContext?.spanId, poll.spanContext().spanId);
      assertBelow(batch, each, 3);
      assert.equal(batch.kind, SpanKind.CONSUMER);
      assert.deepEqual(batch.attributes, {
        'messaging.system': 'aws_sqs',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'orders',
        'aws.sqs.queue.url': QUEUE_URL,
        'messaging.sqs.queue.account_id': '123456789012',
        'messaging.sqs.queue.region': 'eu-west-1',
        'messaging.sqs.batch.size': 3,
        'messaging.batch.message_count': 3,
        'messaging.sqs.batch.success_count': 3,
        'messaging.sqs.batch.failed_count': 0,
      });
      const links = given.map(({ MessageId }) => [CREATION_ID, { 'messaging.message.id': MessageId }]);
      assert.deepEqual(linksOf(batch), links);
      assert.deepEqual(each.flatMap(linksOf), links);
      assert.deepEqual(
        world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId),
        each.map((span) => span.spanContext().spanId),
      );
    });
  });

  it('messages of several queues: each link tells the queue of its message', async () => {
    const queues = ['arn:aws:sqs:eu-west-1:123456789012:orders', 'arn:aws:sqs:eu-west-1:123456789012:returns'];
    await processBatch(
      queues.map((eventSourceARN) => message({ eventSourceARN })),
      () => work(),
    );
    const [batch] = world.tracing.spans('process');
    assert.equal(batch?.attributes['messaging.destination.name'], undefined);
    assert.deepEqual(
      batch?.links.map(({ attributes }) => attributes?.['messaging.destination.name']),
      ['orders', 'returns'],
    );
  });

  it('calls the handler for each message with its index, and gives the results in order', async () => {
    const given = messages(4);
    const results = await processBatch(
      given,
      (one, index) => (index % 2 === 0 ? pause(8 - 2 * index).then(() => one.MessageId) : one.MessageId),
      OPTIONS,
    );
    assert.deepEqual(
      results,
      given.map(({ MessageId }) => MessageId),
    );
  });

  it('starts all handlers at once', async () => {
    let running = 0;
    let most = 0;
    await processBatch(
      messages(5),
      async () => {
        most = Math.max(most, ++running);
        await pause();
        running--;
      },
      OPTIONS,
    );
    assert.equal(most, 5);
  });

  it('runs all handlers to their end although some fail, and throws the first error: the same object', async () => {
    const errors = [new RangeError('first'), new TypeError('second')];
    const given = messages(4);
    const done: number[] = [];
    const handler = (_: object, index: number) => {
      if (index === 3) throw errors[1];
      return pause(10 - 3 * index).then(() => {
        if (index === 1) throw errors[0];
        done.push(index);
      });
    };
    await assert.rejects(processBatch(given, handler, OPTIONS), (thrown) => thrown === errors[0]);
    assert.deepEqual(done, [2, 0]);
    const { batch, each } = spans(given);
    assert.deepEqual(
      each.map(({ status, attributes }) => [status.code, attributes['error.type']]),
      [
        [SpanStatusCode.UNSET, undefined],
        [SpanStatusCode.ERROR, 'RangeError'],
        [SpanStatusCode.UNSET, undefined],
        [SpanStatusCode.ERROR, 'TypeError'],
      ],
    );
    assert.deepEqual(batch.status, { code: SpanStatusCode.ERROR, message: '2/4 messages failed' });
    assert.equal(batch.attributes['messaging.sqs.batch.success_count'], 2);
    assert.equal(batch.attributes['messaging.sqs.batch.failed_count'], 2);
    assert.equal(batch.attributes['error.type'], '_OTHER');
  });

  for (const thrown of [undefined, null, 'text']) {
    it(`throws ${String(thrown)}, too`, async () => {
      const caught = await processBatch(messages(2), () => Promise.reject(thrown), OPTIONS).then(
        () => 'nothing',
        (error: unknown) => [error],
      );
      assert.deepEqual(caught, [thrown]);
      assert.equal(world.tracing.spans('process orders').filter(({ status }) => status.code === 2).length, 3);
    });
  }

  it('sequential: one after the other in order, up to the first that fails; what was not begun is not counted', async () => {
    const given = messages(5);
    const steps: string[] = [];
    const error = new Error('poison');
    const handler = async (_: object, index: number) => {
      steps.push(`begin ${index}`);
      await pause(3 - index);
      if (index === 2) throw error;
      steps.push(`end ${index}`);
    };
    const options = { ...OPTIONS, sequential: true };
    await assert.rejects(processBatch(given, handler, options), (thrown) => thrown === error);
    assert.deepEqual(steps, ['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2']);
    const { batch, each } = spans(given);
    assertBelow(batch, each, 3);
    assert.deepEqual(batch.status, { code: SpanStatusCode.ERROR, message: '1/5 messages failed' });
    assert.equal(batch.attributes['messaging.sqs.batch.success_count'], 2);
    assert.equal(batch.attributes['messaging.sqs.batch.failed_count'], 1);
  });

  it('sequential: results in order, of synchronous handlers, too', async () => {
    assert.deepEqual(await processBatch(messages(3), (_, index) => index, { ...OPTIONS, sequential: true }), [0, 1, 2]);
  });

  for (const sequential of [false, true]) {
    it(`handles each message, though handlers empty the list: ${sequential ? 'sequential' : 'all at once'}`, async () => {
      const given = messages(3);
      const handled: unknown[] = [];
      const left = [...given];
      const handler = (one: unknown): void => {
        handled.push(one);
        left.shift();
      };
      await processBatch(left, handler, { ...OPTIONS, sequential });
      assert.deepEqual(handled, given);
    });
  }

  it('a batch without messages is a promise of no results, and no span', async () => {
    const promise = processBatch([], async () => 1, OPTIONS);
    assert.ok(promise instanceof Promise);
    assert.deepEqual(await promise, []);
    assert.deepEqual(await processBatch([], () => 1, { sequential: true }), []);
    assert.deepEqual(world.tracing.spans(), []);
  });

  it('messages of several queues: a span without a queue', async () => {
    const record = (queue: string) => ({
      messageId: queue,
      eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${queue}`,
    });
    await processBatch([record('orders'), record('payments')], () => undefined);
    const names = world.tracing.spans().map(({ name }) => name);
    assert.deepEqual(names, ['process orders', 'process payments', 'process']);
  });

  it('leaves nothing active', async () => {
    const promise = processBatch(messages(2), () => pause(), OPTIONS);
    assert.equal(trace.getActiveSpan(), undefined);
    await promise;
    assert.equal(trace.getActiveSpan(), undefined);
  });
});
