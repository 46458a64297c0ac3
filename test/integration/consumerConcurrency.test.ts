import assert from 'node:assert/strict';
import { DeleteMessageCommand, type Message, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { processBatch, processMessage } from '../../src';
import { pause } from '../process/consumerWorld';
import { queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const MESSAGES = 1000;

/** The same numbers in each run: a failure can be looked into. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a thousand messages at once', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  let results: string;

  before(async () => {
    QueueUrl = await world.createQueue();
    results = await world.createQueue();
  });

  it("every child span hangs below its own message's process span, every process span ends once, nothing leaks", async () => {
    const random = randomNumbers(7);
    const tracer = trace.getTracer('application');
    const before = trace.getActiveSpan();
    const activeBefore = context.active();
    let throws = 0;

    /** Work that names its message, with awaits, timers and requests in between. */
    const handle = async (message: Message): Promise<void> => {
      const named = (step: string) => tracer.startSpan(step, { attributes: { of: String(message.MessageId) } });
      named('first').end();
      for (let step = Math.floor(random() * 4); step > 0; step--) {
        const kind = random();
        if (kind < 0.3) await Promise.resolve();
        else if (kind < 0.6) await pause(Math.floor(random() * 5));
        else if (kind < 0.8) await new Promise((resolve) => setImmediate(resolve));
        else await Promise.all([pause(1).then(() => named('side').end()), pause(2)]);
        named('step').end();
      }
      if (random() < 0.15) {
        const nested = named('nested');
        await context.with(trace.setSpan(context.active(), nested), async () => {
          await pause(1);
          await world.sqs.send(new SendMessageCommand({ QueueUrl: results, MessageBody: String(message.MessageId) }));
        });
        nested.end();
      }
      if (random() < 0.2) {
        throws++;
        throw new Error(String(message.MessageId));
      }
      await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      named('last').end();
    };
    const settled = (promise: Promise<unknown>) => promise.catch(() => undefined);

    let received = 0;
    const work: Promise<unknown>[] = [];
    for (let sent = 0; sent < MESSAGES; sent += 10) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: `${sent + index}` }));
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const messages = await world.receive(QueueUrl, { VisibilityTimeout: 600 });
      received += messages.length;
      const way = random();
      if (way < 0.3) for (const message of messages) work.push(settled(processMessage(message, handle)));
      else if (way < 0.5) work.push(settled(Promise.all(messages.map((message) => processMessage(message, handle)))));
      else if (way < 0.7) for (const message of messages) await settled(processMessage(message, handle));
      else work.push(settled(processBatch(messages, handle)));
      assert.equal(trace.getActiveSpan(), before);
    }
    await Promise.all(work);
    // Promise.all gives up at the first error; the others are still on their way.
    while (processSpans().length < MESSAGES) await pause(5);
    assert.equal(received, MESSAGES);
    assert.equal(context.active(), activeBefore);

    const spans = world.tracing.spans();
    const byMessage = new Map<unknown, ReadableSpan>();
    for (const span of processSpans()) byMessage.set(span.attributes['messaging.message.id'], span);
    assert.equal(processSpans().length, MESSAGES);
    assert.equal(byMessage.size, MESSAGES);
    let children = 0;
    for (const span of spans) {
      const { of } = span.attributes;
      if (of === undefined) continue;
      children++;
      assert.equal(span.parentSpanContext?.spanId, byMessage.get(of)?.spanContext().spanId, span.name);
    }
    assert.ok(children > 2 * MESSAGES);
    const deleted = spans.filter(({ name }) => name === 'SQS.DeleteMessage');
    const nested = new Set(spans.filter(({ name }) => name === 'nested').map((span) => span.spanContext().spanId));
    const parents = new Set([...byMessage.values()].map((span) => span.spanContext().spanId));
    const sends = spans.filter(({ name }) => name === 'SQS.SendMessage');
    assert.equal(deleted.length, MESSAGES - throws);
    assert.ok(deleted.every(({ parentSpanContext }) => parents.has(parentSpanContext?.spanId ?? '')));
    assert.ok(sends.length > MESSAGES / 20 && sends.length === nested.size);
    assert.ok(sends.every(({ parentSpanContext }) => nested.delete(parentSpanContext?.spanId ?? '')));
    const failed = [...byMessage.values()].filter(({ status }) => status.code === SpanStatusCode.ERROR);
    assert.equal(failed.length, throws);
    assert.ok(failed.every(({ status, attributes }) => status.message === attributes['messaging.message.id']));
  });

  const processSpans = () =>
    world.tracing
      .spans(`process ${queueName(QueueUrl)}`)
      .filter(({ attributes }) => attributes['messaging.message.id'] !== undefined);
});
