import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, SpanStatusCode, defaultTextMapSetter, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';
import {
  KeepErrors,
  batch,
  config,
  fanOut,
  inBackground,
  orderMetrics,
  queueSafePropagator,
  retryOrGiveUp,
  xrayAndW3C,
} from '../../examples/guides/patterns';
import { existingCode, worker } from '../../examples/guides/sqs';
import { inSpan, work } from '../process/consumerWorld';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';

describe('the code of the guides, with real queues', () => {
  let server: AwsServer;
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;
  let sqs: SQSClient;
  let count = 0;

  before(async () => {
    server = await startAwsServer();
    tracing = startTracing();
    instrumentation = new SqsInstrumentation();
    sqs = new SQSClient(server.clientConfig);
  });

  beforeEach(() => {
    instrumentation.setConfig({});
    tracing.reset();
  });

  after(async () => {
    sqs.destroy();
    instrumentation.disable();
    await tracing.stop();
    await server.stop();
  });

  const queue = async (name: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${count++}` }));
    return QueueUrl ?? assert.fail();
  };
  const send = (QueueUrl: string, MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (QueueUrl: string): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages;
  };
  const processed = (): ReadableSpan[] => tracing.spans().filter(({ name }) => name.startsWith('process '));
  const linksOf = (span: ReadableSpan): string[] => span.links.map(({ context }) => context.spanId);

  it('guide 1: existing code is traced as it is', async () => {
    const code = existingCode(sqs, await queue('existing'));
    await code.send({ id: 1 });
    const [message] = await code.receive();
    await code.remove(message?.ReceiptHandle);
    assert.ok(message?.MessageAttributes?.['traceparent'], 'the context came along');
    for (const name of ['SQS.SendMessage', 'SQS.ReceiveMessage', 'SQS.DeleteMessage']) tracing.span(name);
  });

  it('guide 1: a worker below its entry span, linked to the producer', async () => {
    const QueueUrl = await queue('worker');
    await existingCode(sqs, QueueUrl).send({ id: 1 });
    assert.equal(await worker(sqs, QueueUrl, async () => work())(), 1);
    const [process = assert.fail()] = processed();
    assert.deepEqual(linksOf(process), [tracing.span('SQS.SendMessage').spanContext().spanId]);
    assert.equal(tracing.span('work').parentSpanContext?.spanId, process.spanContext().spanId);
    assert.equal(tracing.span('SQS.DeleteMessage').parentSpanContext?.spanId, process.spanContext().spanId);
    assert.ok(tracing.spans().some(({ name }) => /sqs\.(js|ts):work$/.test(name)));
  });

  it('guides 2 and 4: a batch links to every producer', async () => {
    const QueueUrl = await queue('batch');
    await Promise.all([send(QueueUrl, 'a'), send(QueueUrl, 'b')]);
    await batch(await receive(QueueUrl), async () => work());
    const [whole = assert.fail()] = processed().filter(({ links }) => links.length === 2);
    const producers = tracing.spans('SQS.SendMessage').map((span) => span.spanContext().spanId);
    assert.deepEqual(new Set(linksOf(whole)), new Set(producers));
    assert.equal(tracing.spans('work').length, 2);
  });

  it('guide 4: fan-out, every copy in the trace of the one that was processed', async () => {
    const [source, ...targets] = [await queue('source'), await queue('a'), await queue('b')];
    await send(source, 'order');
    const [message = assert.fail()] = await receive(source);
    tracing.reset();
    await fanOut(sqs, message, targets);
    const [process = assert.fail()] = processed();
    const parents = tracing.spans('SQS.SendMessage').map((span) => span.parentSpanContext?.spanId);
    assert.deepEqual(parents, [process.spanContext().spanId, process.spanContext().spanId]);
    for (const target of targets) assert.equal((await receive(target))[0]?.Body, 'order');
  });

  it('guide 4: three retries, then the dead-letter queue, each attempt linked to the one before', async () => {
    const queues = { retryUrl: await queue('retry'), deadLetterUrl: await queue('dead') };
    const source = await queue('source');
    await send(source, 'poison');
    const fail = (): Promise<void> => Promise.reject(new RangeError('no stock'));
    let [message = assert.fail()] = await receive(source);
    for (let tries = 0; tries < 4; tries++) {
      await retryOrGiveUp(sqs, message, fail, queues);
      [message = assert.fail()] = await receive(tries < 3 ? queues.retryUrl : queues.deadLetterUrl);
    }
    assert.equal(message.MessageAttributes?.['x-retry-count']?.StringValue, '4');
    assert.equal(message.MessageAttributes['x-error']?.StringValue, 'RangeError: no stock');
    const attempts = processed();
    for (const [index, attempt] of attempts.entries()) {
      if (index > 0) assert.ok(linksOf(attempt).includes(attempts[index - 1]?.spanContext().spanId ?? ''));
    }
    assert.equal(attempts.length, 4);
  });

  it('guide 2: work in the background stays in the trace of its message', async () => {
    const QueueUrl = await queue('background');
    await send(QueueUrl, 'order');
    const [message = assert.fail()] = await receive(QueueUrl);
    const jobs: (() => Promise<void>)[] = [];
    const said: unknown[] = [];
    const { log } = console;
    console.log = (...words: unknown[]) => {
      said.push(...words);
      work('job');
    };
    try {
      await inBackground(message, jobs);
      for (const job of jobs) await job();
    } finally {
      console.log = log;
    }
    assert.deepEqual(said, ['done:', 'order']);
    const [process = assert.fail()] = processed();
    assert.equal(tracing.span('job').parentSpanContext?.spanId, process.spanContext().spanId);
  });

  it('guides 2 and 3: propagators side by side', () => {
    inSpan('sender', (span) => {
      const { traceId, spanId } = span.spanContext();
      const context = trace.setSpan(ROOT_CONTEXT, span);
      const queueSafe: Record<string, string> = {};
      queueSafePropagator().inject(context, queueSafe, defaultTextMapSetter);
      assert.deepEqual([queueSafe['trace_id'], queueSafe['span_id']], [traceId, spanId]);
      assert.ok(queueSafe['traceparent']);
      const xray: Record<string, string> = {};
      xrayAndW3C().inject(context, xray, defaultTextMapSetter);
      assert.deepEqual(Object.keys(xray), ['x-amzn-trace-id', 'traceparent']);
    });
  });

  it('guide 3: health checks leave no span, and an order still does', async () => {
    instrumentation.setConfig(config);
    const health = await queue('orders');
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders-health-check' }));
    await send(QueueUrl ?? assert.fail(), 'ping');
    await send(health, 'order');
    const [sent] = tracing.spans('SQS.SendMessage');
    assert.equal(tracing.spans('SQS.SendMessage').length, 1);
    assert.equal(sent?.attributes['aws.sqs.queue.url'], health);
  });

  it('guide 3: all errors are kept, and one trace in ten', () => {
    const exporter = new InMemorySpanExporter();
    const provider = new NodeTracerProvider({ spanProcessors: [new KeepErrors(exporter)] });
    const tracer = provider.getTracer('application');
    for (let index = 0; index < 500; index++) {
      const span = tracer.startSpan('call', {}, ROOT_CONTEXT);
      if (index % 50 === 0) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    const kept = exporter.getFinishedSpans();
    assert.equal(kept.filter(({ status }) => status.code === SpanStatusCode.ERROR).length, 10);
    assert.ok(kept.length > 20 && kept.length < 120, `${kept.length} of 500`);
  });

  it("guide 4: a counter of the application's own", async () => {
    const metering = startMetering();
    orderMetrics()('placed');
    const points = await metering.points('shop.orders');
    await metering.stop();
    assert.deepEqual(points[0]?.attributes, { 'shop.order.state': 'placed' });
  });
});
