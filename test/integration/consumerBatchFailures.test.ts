import assert from 'node:assert/strict';
import { DeleteMessageCommand, type Message, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { wrapBatchHandler } from '../../src';
import { queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('a batch of which something goes wrong', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  let messages: Message[];
  beforeEach(async () => {
    QueueUrl = await world.createQueue();
    const Entries = ['0', '1'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    messages = await world.receive(QueueUrl);
    assert.equal(messages.length, 2);
    world.tracing.reset();
  });

  const options = () => ({ queueUrl: QueueUrl });
  const all = () => world.tracing.spans(`process ${queueName(QueueUrl)}`);
  const batch = () => {
    const [span, ...others] = all().filter(({ attributes }) => 'messaging.sqs.batch.size' in attributes);
    assert.ok(span !== undefined && others.length === 0);
    return span;
  };
  const outcomes = () => all().flatMap(({ attributes }) => attributes['messaging.sqs.process.outcome'] ?? []);

  for (const [error, type, message] of [
    [new RangeError('at the end'), 'RangeError', 'at the end'],
    ['no reason', '_OTHER', 'no reason'],
    [undefined, '_OTHER', undefined],
  ] as const) {
    it(`after all of its messages are done has failed itself (${String(error)})`, async () => {
      const handler = wrapBatchHandler(async (received: Message[]) => {
        for (const { ReceiptHandle } of received) {
          await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
        throw error;
      }, options());
      let thrown: unknown = 'nothing';
      await handler(messages).catch((reason: unknown) => void (thrown = reason));
      assert.equal(thrown, error);
      const { status, attributes } = batch();
      assert.deepEqual(status, { code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
      assert.equal(attributes['error.type'], type);
      assert.equal(attributes['messaging.sqs.batch.success_count'], 2);
      assert.deepEqual(outcomes(), ['deleted', 'deleted']);
    });
  }

  it('in telemetry is done all the same, with the spans that there are', async () => {
    const [first] = messages;
    const onStart: SpanProcessor['onStart'] = ({ attributes }) => {
      if (attributes['messaging.message.id'] === first?.MessageId) throw new Error('thrown by telemetry');
    };
    const odd = { onStart, onEnd: () => {}, forceFlush: async () => {}, shutdown: async () => {} };
    const exporter = new InMemorySpanExporter();
    const provider = new NodeTracerProvider({ spanProcessors: [odd, new SimpleSpanProcessor(exporter)] });
    world.instrumentation.setTracerProvider(provider);
    try {
      const handled: unknown[] = [];
      wrapBatchHandler((received: Message[]) => void handled.push(received), options())(messages);
      assert.equal(handled[0], messages);
      const ids = exporter.getFinishedSpans().map(({ attributes }) => attributes['messaging.message.id']);
      assert.deepEqual(ids, [messages[1]?.MessageId, undefined]);
    } finally {
      world.instrumentation.setTracerProvider(world.tracing.provider);
    }
  });
});
