import assert from 'node:assert/strict';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../src';
import type { RecordedRequest } from '../support/awsServer';
import {
  attributes,
  bodyOf,
  inTrace,
  queueName,
  sentAttribute,
  startSqsWorld,
  text,
  traceHeaderOf,
  traceparentOf,
} from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** What differs between two equal requests anyway. */
const VOLATILE = ['amz-sdk-invocation-id', 'authorization', 'x-amz-date'];

/** A request but for these; the JSON keeps the order of its keys, and the length that of its bytes. */
const comparable = ({ operation, headers, body }: RecordedRequest) => ({
  operation,
  json: JSON.stringify(body),
  signed: /SignedHeaders=[^,]+/.exec(headers.authorization ?? '')?.[0],
  headers: Object.entries(headers).filter(([name]) => !VOLATILE.includes(name)),
});

describe('options', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const send = async () => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) }));
    return bodyOf(world.server.sent('SendMessage').at(-1));
  };
  const sendBatch = async () => {
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    return bodyOf(world.server.sent('SendMessageBatch').at(-1)).Entries ?? [];
  };
  const sendEverything = async () => {
    await send();
    await sendBatch();
    await world.receive(QueueUrl, { VisibilityTimeout: 0 });
    await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  };

  describe('ignore', () => {
    it('what is ignored leaves no span, and its request is the uninstrumented one', async () => {
      const asked: unknown[] = [];
      const ignore: SqsInstrumentationConfig['ignore'] = (service, operation, params) =>
        asked.push([service, operation, params]) > 0;
      world.instrumentation.setConfig({ ignore });
      await sendEverything();
      const ignored = world.server.sent().map(comparable);
      assert.deepEqual(world.tracing.spans(), []);
      assert.equal(asked.length, 4);
      assert.deepEqual(asked[0], [
        'SQS',
        'SendMessage',
        { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) },
      ]);

      world.server.clearRequests();
      world.instrumentation.disable();
      try {
        await sendEverything();
      } finally {
        world.instrumentation.enable();
      }
      assert.deepEqual(ignored, world.server.sent().map(comparable));
    });

    it('only what is ignored is', async () => {
      world.instrumentation.setConfig({ ignore: (_service, operation) => operation === 'ReceiveMessage' });
      await sendEverything();
      const names = world.tracing.spans().map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => name.startsWith('SQS.')),
        ['SQS.SendMessage', 'SQS.SendMessageBatch', 'SQS.GetQueueAttributes'],
      );
    });

    it('a predicate that throws ignores nothing', async () => {
      world.instrumentation.setConfig({
        ignore: () => {
          throw new Error('no');
        },
      });
      await send();
      assert.ok(world.tracing.span('SQS.SendMessage'));
    });
  });

  it('requireParentSpan: no span, no change of the request outside of a trace; inside, as ever', async () => {
    world.instrumentation.setConfig({ requireParentSpan: true });
    assert.deepEqual(await send(), { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) });
    assert.deepEqual(world.tracing.spans(), []);
    const sent = await inTrace('caller', send);
    const span = world.tracing.span('SQS.SendMessage').spanContext();
    assert.equal(sentAttribute(sent, 'traceparent'), traceparentOf(span));
  });

  it('requireParentSpan: a context that came from elsewhere is a parent, too', async () => {
    world.instrumentation.setConfig({ requireParentSpan: true });
    const remote = { traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', traceFlags: 1 };
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
    await context.with(parent, send);
    assert.equal(world.tracing.span('SQS.SendMessage').parentSpanContext?.spanId, remote.spanId);
  });

  it('suppressInternalInstrumentation hides what instruments the HTTP request, and nothing else', async () => {
    const client = world.client();
    client.middlewareStack.add(
      (next) => async (args) => {
        trace.getTracer('http').startSpan('POST').end();
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
    await client.send(command);
    const [http, call] = world.tracing.spans();
    assert.equal(http?.parentSpanContext?.spanId, call?.spanContext().spanId);
    world.reset();
    world.instrumentation.setConfig({ suppressInternalInstrumentation: true });
    await inTrace('caller', () => client.send(command));
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      ['SQS.SendMessage', 'caller'],
    );
    const sent = bodyOf(world.server.sent('SendMessage')[0]);
    assert.equal(
      sentAttribute(sent, 'traceparent'),
      traceparentOf(world.tracing.span('SQS.SendMessage').spanContext()),
    );
  });

  it("spanNames: 'messaging' names messaging operations by what they do and where", async () => {
    world.instrumentation.setConfig({ spanNames: 'messaging' });
    await sendEverything();
    const queue = queueName(QueueUrl);
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      [
        `send ${queue}`,
        `create ${queue}`,
        `create ${queue}`,
        `send ${queue}`,
        `receive ${queue}`,
        'SQS.GetQueueAttributes',
      ],
    );
  });

  describe('propagateMessageContext', () => {
    it('false sends messages as they were; there are no create spans, so that the batch is the producer', async () => {
      world.instrumentation.setConfig({ propagateMessageContext: false, awsTraceHeader: 'always' });
      assert.deepEqual(await send(), { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) });
      assert.deepEqual(await sendBatch(), [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'b', MessageBody: 'b' },
      ]);
      assert.deepEqual(
        world.tracing.spans().map(({ name, kind }) => [name, kind]),
        [
          ['SQS.SendMessage', SpanKind.PRODUCER],
          ['SQS.SendMessageBatch', SpanKind.PRODUCER],
        ],
      );
    });

    it('a predicate decides for each queue', async () => {
      const asked: string[] = [];
      const other = await world.createQueue();
      const propagateMessageContext = (destination: string) => {
        asked.push(destination);
        return destination === QueueUrl;
      };
      world.instrumentation.setConfig({ propagateMessageContext });
      assert.ok(sentAttribute(await send(), 'traceparent'));
      await world.sqs.send(new SendMessageCommand({ QueueUrl: other, MessageBody: 'x' }));
      assert.deepEqual(bodyOf(world.server.sent('SendMessage')[1]), { QueueUrl: other, MessageBody: 'x' });
      assert.deepEqual([...new Set(asked)], [QueueUrl, other]);
    });

    it('a predicate that refuses a batch makes it the producer, too', async () => {
      world.instrumentation.setConfig({ propagateMessageContext: () => false });
      assert.deepEqual((await sendBatch())[0], { Id: 'a', MessageBody: 'a' });
      assert.deepEqual(
        world.tracing.spans().map(({ name, kind }) => [name, kind]),
        [['SQS.SendMessageBatch', SpanKind.PRODUCER]],
      );
    });
  });

  describe('awsTraceHeader', () => {
    it("'always' sends it beside the attributes", async () => {
      world.instrumentation.setConfig({ awsTraceHeader: 'always' });
      const sent = await send();
      const span = world.tracing.span('SQS.SendMessage').spanContext();
      assert.equal(sentAttribute(sent, 'traceparent'), traceparentOf(span));
      assert.deepEqual(sent.MessageSystemAttributes, { AWSTraceHeader: text(traceHeaderOf(span)) });
      const creates = await sendBatch().then(() => world.tracing.spans(`create ${queueName(QueueUrl)}`));
      assert.deepEqual(
        bodyOf(world.server.sent('SendMessageBatch')[0]).Entries?.map((entry) => entry.MessageSystemAttributes),
        creates.map((create) => ({ AWSTraceHeader: text(traceHeaderOf(create.spanContext())) })),
      );
    });

    it("'never' does not send it, though ten attributes leave no other place", async () => {
      world.instrumentation.setConfig({ awsTraceHeader: 'never' });
      const input = { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(10) };
      await world.sqs.send(new SendMessageCommand(input));
      assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]), input);
    });
  });
});
