import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context, trace } from '@opentelemetry/api';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import { linkedSampler, processBatch, processMessage, wrapSqsHandler } from '../../src';
import { inTrace, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const sampler = linkedSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.5) }));

describe('linkedSampler over SQS', () => {
  const world = useWorld(() => startSqsWorld({}, { sampler }));
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  /** Whether the trace of a body was kept where it was sent. */
  const kept = new Map<string, boolean>();
  const isKept = () => ((trace.getActiveSpan()?.spanContext().traceFlags ?? 0) & 1) === 1;

  async function send(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      await inTrace('caller', async () => {
        kept.set(`${index}`, isKept());
        await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${index}` }));
      });
    }
  }

  it('each process span is kept exactly where its producer was', async () => {
    await send(60);
    const processed = new Map<string, boolean>();
    while (processed.size < 60) {
      for (const message of await world.receive(QueueUrl)) {
        processMessage(message, () => processed.set(message.Body ?? '', isKept()));
      }
    }
    assert.deepEqual(processed, kept);
    assert.equal(new Set(kept.values()).size, 2, 'some are kept and some are not');
  });

  it('each message of a batch send has a kept span if it is itself kept, also in a batch and in a Lambda event', async () => {
    const outcomes = new Set<boolean>();
    for (let round = 0; round < 6 || outcomes.size < 2; round++) {
      const producer = await inTrace('caller', async () => {
        const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
        await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        return isKept();
      });
      const messages = await world.receive(QueueUrl);
      const seen: boolean[] = [];
      if (round % 2 === 0) await processBatch(messages, async () => void seen.push(isKept()), {});
      else {
        const Records = messages.map(({ Body, MessageId, MessageAttributes }) => ({
          messageId: MessageId,
          body: Body,
          messageAttributes: MessageAttributes,
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queueName(QueueUrl)}`,
        }));
        await wrapSqsHandler(async (_event: object) => void seen.push(isKept()))({ Records });
      }
      assert.ok(seen.length > 0 && seen.every((one) => one === producer), `${producer}: ${seen.join()}`);
      outcomes.add(producer);
    }
  });

  it('a poll that was started inside of a kept span, which has ended, keeps nothing that is not kept', async () => {
    await send(30);
    const provider = trace.getTracer('application');
    let boot = provider.startSpan('boot');
    while (!boot.isRecording()) boot = provider.startSpan('boot');
    boot.end();
    await context.with(trace.setSpan(context.active(), boot), async () => {
      const processed = new Map<string, boolean>();
      while (processed.size < 30) {
        for (const message of await world.receive(QueueUrl)) {
          processMessage(message, () => processed.set(message.Body ?? '', isKept()));
        }
      }
      for (const [body, one] of processed) assert.equal(one, kept.get(body));
    });
    const { traceId, spanId } = boot.spanContext();
    const receives = world.tracing.spans('SQS.ReceiveMessage');
    for (const span of receives) {
      const { links, parentSpanContext } = span;
      assert.equal(parentSpanContext, undefined);
      assert.notEqual(span.spanContext().traceId, traceId);
      assert.ok(links.some(({ context: linked }) => linked.spanId === spanId));
    }
    assert.equal(new Set(receives.map((span) => span.spanContext().traceId)).size, receives.length);
  });
});
