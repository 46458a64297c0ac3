import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { idOf, linksOf, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe("`emptyReceives: 'drop'`", () => {
  const called: string[] = [];
  const world = useWorld(() =>
    startSqsWorld({
      emptyReceives: 'drop',
      requestHook(span, service, operation) {
        called.push(`requestHook ${service}.${operation}`);
        span.setAttribute('app.asked', true);
        span.addEvent('asked');
      },
      responseHook(span, _service, _operation, result) {
        called.push(`responseHook ${String((result?.['Messages'] as [] | undefined)?.length)}`);
        span.updateName('poll').setAttributes({ 'app.answered': true });
      },
    }),
  );
  let QueueUrl: string;

  before(async () => {
    QueueUrl = await world.createQueue();
    // Stands in for an HTTP instrumentation: a span for each request, below the call's span.
    world.sqs.middlewareStack.add(
      (next) => async (args) => {
        trace.getTracer('http').startSpan('POST').end();
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
  });
  beforeEach(() => void (called.length = 0));

  const names = () => world.tracing.spans().map(({ name }) => name);

  /** No later than a span would say: it reckons by two clocks, between which a busy machine puts some milliseconds. */
  const now = (): number => Date.now() - 20;
  /** A poll has come to the server, and a while has gone by. */
  const polled = async (): Promise<void> => {
    while (world.server.sent('ReceiveMessage').length === 0) await sleep(5);
    await sleep(50);
  };
  const inOrder = (...times: readonly (number | undefined)[]): void =>
    assert.deepEqual(
      times,
      times.toSorted((a = NaN, b = NaN) => a - b),
    );

  it('300 empty polls leave no span, and none of their HTTP requests', async () => {
    for (let poll = 0; poll < 300; poll++) await world.receive(QueueUrl);
    assert.equal(world.server.sent('ReceiveMessage').length, 300);
    assert.deepEqual(names(), []);
    assert.equal(called.length, 600);
    assert.deepEqual(called.slice(0, 2), ['requestHook SQS.ReceiveMessage', 'responseHook undefined']);
  });

  it('a poll that brings a message has its span, with links and all that hooks said to it', async () => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [sent] = world.tracing.spans('poll');
    world.tracing.reset();
    await world.receive(QueueUrl);
    const span = world.tracing.span('poll');
    assert.equal(span.attributes['messaging.sqs.receive.message_count'], 1);
    assert.deepEqual([span.attributes['app.asked'], span.attributes['app.answered']], [true, true]);
    assert.deepEqual(
      span.events.map(({ name }) => name),
      ['asked'],
    );
    assert.equal(linksOf(span)[0]?.[0], sent && idOf(sent.spanContext()));
  });

  it('a hook may say all that can be said to a span', async () => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    world.reset();
    const link = { traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', traceFlags: 1 };
    world.instrumentation.setConfig({
      emptyReceives: 'drop',
      requestHook(span) {
        assert.equal(span.isRecording(), true);
        assert.equal(trace.isSpanContextValid(span.spanContext()), false);
        span.setStatus({ code: SpanStatusCode.ERROR, message: 'as I say' });
        span.addLink({ context: link });
        span.addLinks([{ context: { ...link, spanId: '051581bf3cb55c14' } }]);
        span.recordException(new RangeError('noted'));
        span.end();
      },
    });
    await world.receive(QueueUrl);
    const { status, events, links } = world.tracing.span('SQS.ReceiveMessage');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'as I say' });
    assert.deepEqual(
      events.map(({ attributes }) => attributes?.['exception.type']),
      ['RangeError'],
    );
    assert.deepEqual(
      links.slice(0, 2).map(({ context }) => context.spanId),
      ['051581bf3cb55c13', '051581bf3cb55c14'],
    );
  });

  it('the span of a long poll starts when the poll did', async () => {
    const began = now();
    const polling = world.receive(QueueUrl, { WaitTimeSeconds: 5 });
    await polled();
    const sent = now();
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    assert.equal((await polling).length, 1);
    const span = world.tracing
      .spans('poll')
      .find(({ attributes }) => 'messaging.sqs.receive.message_count' in attributes);
    assert.ok(span);
    const [start, end] = [span.startTime, span.endTime].map(hrTimeToMilliseconds);
    inOrder(began, start, sent, end);
  });

  it('the span ends at the microsecond, as all others do', async () => {
    for (let poll = 0; poll < 5; poll++) {
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      await world.receive(QueueUrl);
    }
    const polls = world.tracing.spans('poll').filter(({ kind }) => kind === SpanKind.CLIENT);
    const nanoseconds = polls.map(({ endTime }) => endTime[1] % 1_000_000);
    assert.equal(polls.length, 5);
    assert.ok(
      nanoseconds.some((rest) => rest !== 0),
      'every end is a whole millisecond',
    );
  });

  it('a poll that fails has its span, with the error and its start', async () => {
    await assert.rejects(world.receive(`${QueueUrl}-lost`), { name: 'QueueDoesNotExist' });
    const { status, attributes } = world.tracing.span('poll');
    assert.equal(status.code, SpanStatusCode.ERROR);
    assert.equal(attributes['error.type'], 'AWS.SimpleQueueService.NonExistentQueue');
  });

  it('a poll that the application aborts was empty, too', async () => {
    const abort = new AbortController();
    const input = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const polling = world.sqs.send(input, { abortSignal: abort.signal });
    await polled();
    abort.abort();
    await assert.rejects(polling, { name: 'AbortError' });
    assert.deepEqual(world.tracing.spans(), []);
  });
});
