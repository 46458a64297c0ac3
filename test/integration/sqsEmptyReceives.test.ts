import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { type SqsWorld, idOf, linksOf, startSqsWorld } from './sqsWorld';

describe("`emptyReceives: 'drop'`", () => {
  const called: string[] = [];
  let world: SqsWorld;
  let QueueUrl: string;

  before(async () => {
    world = await startSqsWorld({
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
    });
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
  after(() => world.stop());
  beforeEach(() => {
    world.reset();
    called.length = 0;
  });

  const names = () => world.tracing.spans().map(({ name }) => name);

  it('defect 18: 300 empty polls leave no span, and none of their HTTP requests', async () => {
    for (let poll = 0; poll < 300; poll++) await world.receive(QueueUrl);
    assert.equal(world.server.sent('ReceiveMessage').length, 300);
    assert.deepEqual(names(), []);
    assert.equal(called.length, 600);
    assert.deepEqual(called.slice(0, 2), ['requestHook SQS.ReceiveMessage', 'responseHook undefined']);
  });

  it('defect 18: a poll that brings a message has its span, with links and all that hooks said to it', async () => {
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

  it('defect 18: a hook may say all that can be said to a span', async () => {
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

  it('defect 18: the span of a long poll starts when the poll did', async () => {
    const began = Date.now();
    const polling = world.receive(QueueUrl, { WaitTimeSeconds: 5 });
    await sleep(1000);
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    assert.equal((await polling).length, 1);
    const span = world.tracing
      .spans('poll')
      .find(({ attributes }) => 'messaging.sqs.receive.message_count' in attributes);
    assert.ok(span);
    assert.ok(Math.abs(hrTimeToMilliseconds(span.startTime) - began) < 500);
    assert.ok(hrTimeToMilliseconds(span.duration) >= 900);
  });

  it('defect 18: a poll that fails has its span, with the error and its start', async () => {
    await assert.rejects(world.receive(`${QueueUrl}-lost`), { name: 'QueueDoesNotExist' });
    const { status, attributes } = world.tracing.span('poll');
    assert.equal(status.code, SpanStatusCode.ERROR);
    assert.equal(attributes['error.type'], 'AWS.SimpleQueueService.NonExistentQueue');
  });

  it('a poll that the application aborts was empty, too', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const input = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    await assert.rejects(world.sqs.send(input, { abortSignal: abort.signal }), { name: 'AbortError' });
    assert.deepEqual(world.tracing.spans(), []);
  });
});
