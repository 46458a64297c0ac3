import assert from 'node:assert/strict';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, wrapSqsHandler } from '../../../src';
import { type ConsumerWorld, pause, startConsumerWorld } from '../consumerWorld';
import { lambdaEvent } from './lambdaWorld';

describe('wrapSqsHandler exports spans', () => {
  let world: ConsumerWorld;
  before(() => {
    world = startConsumerWorld();
  });
  after(() => world.stop());
  beforeEach(() => world.reset());

  describe('exports spans before the invocation returns', () => {
    const withProvider = async (processor: SpanProcessor, run: () => Promise<void>) => {
      const provider = new NodeTracerProvider({ spanProcessors: [processor] });
      world.instrumentation.disable();
      const instrumentation = new SqsInstrumentation();
      instrumentation.setTracerProvider(provider);
      try {
        await run();
      } finally {
        instrumentation.disable();
        world.instrumentation.enable();
      }
    };
    /** A processor whose export takes as long as it is told. */
    const processor = (flush: () => Promise<void>): SpanProcessor & { ended: string[] } => ({
      ended: [],
      onStart: () => undefined,
      onEnd(span) {
        this.ended.push(span.name);
      },
      forceFlush: flush,
      shutdown: () => Promise.resolve(),
    });

    it('waits for forceFlush, which sees all spans ended', async () => {
      const seen: string[][] = [];
      const slow = processor(async () => {
        await pause(30);
        seen.push([...slow.ended]);
      });
      await withProvider(slow, async () => {
        await wrapSqsHandler(async () => 1)(lambdaEvent(2));
        assert.deepEqual(seen, [['process orders', 'process orders', 'orders process']]);
        await assert.rejects(wrapSqsHandler(() => Promise.reject(new Error('x')))(lambdaEvent(1)), { message: 'x' });
        assert.equal(seen.length, 2);
      });
    });

    it('but not for ever: one that hangs costs the time limit; with 0 nobody waits', async () => {
      const hanging: (() => void)[] = [];
      await withProvider(
        processor(() => new Promise((resolve) => void hanging.push(resolve))),
        async () => {
          for (const [flushTimeout, least, most] of [
            [60, 55, 1500],
            [0, 0, 1500],
          ] as const) {
            const started = performance.now();
            assert.equal(await wrapSqsHandler(async () => 'done', { flushTimeout })(lambdaEvent(1)), 'done');
            const elapsed = performance.now() - started;
            assert.ok(elapsed >= least && elapsed < most, `${elapsed} ms`);
          }
        },
      );
      for (const release of hanging) release();
    });

    it('and one that fails changes nothing', async () => {
      await withProvider(
        processor(() => Promise.reject(new Error('exporter'))),
        async () => assert.equal(await wrapSqsHandler(async () => 'done')(lambdaEvent(1)), 'done'),
      );
    });

    it('the registered provider is asked where none was given', async () => {
      const exporter = new InMemorySpanExporter();
      let flushed = 0;
      const counting = new SimpleSpanProcessor(exporter);
      const forceFlush = counting.forceFlush.bind(counting);
      counting.forceFlush = () => {
        flushed++;
        return forceFlush();
      };
      await world.tracing.stop();
      const provider = new NodeTracerProvider({ spanProcessors: [counting] });
      provider.register();
      try {
        await wrapSqsHandler(async () => 1)(lambdaEvent(1));
        assert.equal(flushed, 1);
        assert.equal(exporter.getFinishedSpans().length, 2);
      } finally {
        await provider.shutdown();
        await world.stop();
        world = startConsumerWorld();
      }
    });
  });
});
