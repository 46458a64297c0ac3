import assert from 'node:assert/strict';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  ParentBasedSampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { sampler as oneInTen } from '../../examples/recipes/followProducers';
import { config } from '../../examples/recipes/ignore';
import { KeepFailedTraces } from '../../examples/recipes/keepFailedTraces';
import { SampleByQueue } from '../../examples/recipes/sampleByQueue';
import { linkedSampler, processMessage } from '../../src';
import { message, work } from '../process/consumerWorld';
import { type RecipeWorld, startRecipeWorld } from './recipeWorld';

describe('recipes of sampling', () => {
  describe('with queues', () => {
    let world: RecipeWorld | undefined;

    afterEach(() => world?.stop());

    const flagsIn = (body: unknown): string | undefined => {
      const { MessageAttributes } = body as { MessageAttributes?: { traceparent?: { StringValue: string } } };
      return MessageAttributes?.traceparent?.StringValue.slice(-2);
    };

    it('health checks leave no span and carry nothing, and an order still does', async () => {
      world = await startRecipeWorld();
      world.instrumentation.setConfig(config);
      const orders = await world.queue('orders');
      const { QueueUrl = '' } = await world.sqs.send(new CreateQueueCommand({ QueueName: 'orders-health-check' }));
      await world.send(QueueUrl, 'ping');
      await world.send(orders, 'order');
      assert.equal(world.tracing.span('SQS.SendMessage').attributes['aws.sqs.queue.url'], orders);
      const [ping, order] = world.server.sent('SendMessage').map(({ body }) => flagsIn(body));
      assert.deepEqual([ping, order], [undefined, '01']);
      await world.receive(await world.queue('empty'));
      assert.equal(world.tracing.spans('SQS.ReceiveMessage').length, 0);
    });

    it('by queue: its traces are kept on both sides, the others are left to the other sampler', async () => {
      const { QueueUrl: payments = '' } = await startAndCreate(new AlwaysOffSampler(), 'payments');
      const others = await world?.queue('others');
      world?.tracing.reset();
      for (const url of [payments, others ?? '']) {
        await world?.send(url, 'body');
        const received = await world?.receiveOne(url);
        processMessage(received, () => work());
      }
      const sends = world?.server.sent('SendMessage').map(({ body }) => flagsIn(body));
      assert.deepEqual(sends, ['01', '00']);
      const destinations = world?.tracing
        .spans()
        .map(({ name, attributes }) => [name, attributes['messaging.destination.name']]);
      assert.deepEqual(destinations, [
        ['SQS.SendMessage', 'payments'],
        ['SQS.ReceiveMessage', 'payments'],
        ['work', undefined],
        ['process payments', 'payments'],
      ]);
    });

    async function startAndCreate(others: AlwaysOffSampler, QueueName: string) {
      const root = new SampleByQueue(['payments'], others);
      world = await startRecipeWorld({ sampler: new ParentBasedSampler({ root }) });
      return world.sqs.send(new CreateQueueCommand({ QueueName }));
    }
  });

  it('a consumer keeps what a producer kept, where links alone tie them', async () => {
    const world = await startRecipeWorld({
      sampler: linkedSampler(new ParentBasedSampler({ root: new AlwaysOnSampler() })),
    });
    const created = (flags: string) =>
      message({
        MessageAttributes: {
          traceparent: { DataType: 'String', StringValue: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}` },
        },
      });
    try {
      processMessage(created('01'), () => work('kept'));
      processMessage(created('00'), () => work('dropped'));
      processMessage(message({ MessageAttributes: {} }), () => work('of nobody'));
      const names = world.tracing.spans().map(({ name }) => name);
      assert.deepEqual(names, ['kept', 'process', 'of nobody', 'process']);
    } finally {
      await world.stop();
    }
  });

  it('without it the consumer draws its own lot', async () => {
    const draws = Array.from({ length: 300 }, (_, index) => {
      const traceId = index.toString(16).padStart(8, '0').repeat(4);
      return oneInTen.shouldSample(ROOT_CONTEXT, traceId, 'process orders', SpanKind.CONSUMER, {}, []).decision;
    });
    assert.equal(new Set(draws).size, 2, 'some are kept and some are not');
    const link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };
    const kept = Array.from({ length: 300 }, (_, index) => {
      const traceId = index.toString(16).padStart(8, '0').repeat(4);
      return oneInTen.shouldSample(ROOT_CONTEXT, traceId, 'process orders', SpanKind.CONSUMER, {}, [link]).decision;
    });
    assert.equal(new Set(kept).size, 1);
  });

  describe('traces that failed', () => {
    const exporter = new InMemorySpanExporter();
    const keep = (oneIn: number) => {
      exporter.reset();
      const processor = new KeepFailedTraces(new SimpleSpanProcessor(exporter), oneIn);
      return new NodeTracerProvider({ spanProcessors: [processor] });
    };
    const NEVER = Infinity;
    const namesOf = (): string[] => exporter.getFinishedSpans().map(({ name }) => name);

    it('are kept as a whole: the calls that went well before the one that failed, too', () => {
      const tracer = keep(NEVER).getTracer('application');
      for (const fails of [true, false]) {
        const first = tracer.startSpan(`process ${fails}`, {}, ROOT_CONTEXT);
        const inside = trace.setSpan(ROOT_CONTEXT, first);
        tracer.startSpan('read', {}, inside).end();
        const write = tracer.startSpan('write', {}, inside);
        if (fails) write.setStatus({ code: SpanStatusCode.ERROR });
        write.end();
        first.end();
      }
      assert.deepEqual(namesOf(), ['read', 'write', 'process true']);
    });

    it('have one in ten of the others beside them', () => {
      const tracer = keep(10).getTracer('application');
      for (let index = 0; index < 500; index++) {
        const span = tracer.startSpan('call', {}, ROOT_CONTEXT);
        if (index % 50 === 0) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
      const spans = exporter.getFinishedSpans();
      assert.equal(spans.filter(({ status }) => status.code === SpanStatusCode.ERROR).length, 10);
      assert.ok(spans.length > 20 && spans.length < 120, `${spans.length} of 500`);
    });

    it('are told apart where several messages of one trace are processed here, and what ends late goes along', () => {
      const tracer = keep(NEVER).getTracer('application');
      const producer = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, isRemote: true };
      const remote = trace.setSpanContext(ROOT_CONTEXT, producer);
      const [failed, well] = ['failed', 'well'].map((name) => tracer.startSpan(name, {}, remote));
      assert.ok(failed && well);
      const jobs = [failed, well].map((span, index) =>
        tracer.startSpan(`job ${index}`, {}, trace.setSpan(remote, span)),
      );
      failed.setStatus({ code: SpanStatusCode.ERROR });
      well.end();
      failed.end();
      for (const job of jobs) job.end();
      assert.deepEqual(namesOf(), ['failed', 'job 0']);
    });

    it('pass flush and shutdown on', async () => {
      const calls: string[] = [];
      const next = {
        onStart: () => void calls.push('start'),
        onEnd: () => void calls.push('end'),
        forceFlush: async () => void calls.push('flush'),
        shutdown: async () => void calls.push('shutdown'),
      };
      const provider = new NodeTracerProvider({ spanProcessors: [new KeepFailedTraces(next, 1)] });
      context.with(ROOT_CONTEXT, () => provider.getTracer('application').startSpan('call').end());
      await provider.forceFlush();
      await provider.shutdown();
      assert.deepEqual(calls, ['start', 'end', 'flush', 'shutdown']);
    });
  });
});
