import assert from 'node:assert/strict';
import { logs } from '@opentelemetry/api-logs';
import { SpanStatusCode, createNoopMeter, metrics } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { type HandlerOptions, SqsInstrumentation, wrapHandler } from '../../../src';
import { type ConsumerWorld, pause, startConsumerWorld } from '../consumerWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

/** The context of an invocation that has so many milliseconds. */
function contextWith(milliseconds: number) {
  const deadline = performance.now() + milliseconds;
  return { awsRequestId: `id ${deadline}`, getRemainingTimeInMillis: () => deadline - performance.now() };
}

const logger = logs.getLogger('x');
const never = () => new Promise<void>(() => undefined);

describe('the time of an invocation', () => {
  let world: ConsumerWorld;
  let provider: NodeTracerProvider;
  let instrumentation: SqsInstrumentation;
  let ended: ReadableSpan[];
  let flushes: (() => Promise<void>) & { count: number };
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void ended.push(span),
    forceFlush: () => {
      flushes.count += 1;
      return flushes();
    },
    shutdown: async () => undefined,
  };
  before(() => {
    world = startConsumerWorld();
    world.instrumentation.disable();
    provider = new NodeTracerProvider({ spanProcessors: [processor] });
    instrumentation = new SqsInstrumentation();
    instrumentation.setTracerProvider(provider);
  });
  after(() => {
    instrumentation.disable();
    return world.stop();
  });
  beforeEach(() => {
    ended = [];
    flushes = Object.assign(async () => undefined, { count: 0 });
  });

  /** A flush that hangs for a test: of one that never ends the SDK says so half a minute later, to another test. */
  const hang = () => new Promise<void>((resolve) => void hanging.push(resolve));
  const hanging: (() => void)[] = [];
  afterEach(() => {
    for (const release of hanging.splice(0)) release();
  });
  const flushing = (flush: () => Promise<void>) => void (flushes = Object.assign(flush, { count: 0 }));
  const outcomes = () => ended.map(({ name, status, attributes }) => [name, status.code, attributes['error.type']]);

  it('ends an export that hangs, before the invocation itself is ended', async () => {
    flushing(hang);
    const context = contextWith(300);
    // Timers come in their order, however late.
    const stopped = pause(300).then(() => 'stopped by Lambda');
    assert.equal(await Promise.race([wrap(async () => 'done')(lambdaEvent(1), context), stopped]), 'done');
  });

  for (const odd of [NaN, -Infinity, 'soon', undefined]) {
    it(`is not known from ${String(odd)}`, async () => {
      const context = { getRemainingTimeInMillis: () => odd };
      assert.equal(await wrap(async () => 'done')(lambdaEvent(1), context), 'done');
      assert.equal(flushes.count, 1);
    });
  }

  it('was over before it began: nobody waits, and what the handler gives counts', async () => {
    flushing(hang);
    const handler = wrap(async () => 'done', { flushTimeout: 2 ** 30 });
    assert.equal(await handler(lambdaEvent(1), contextWith(-50)), 'done');
    assert.deepEqual(outcomes(), [
      ['process orders', SpanStatusCode.UNSET, undefined],
      ['orders process', SpanStatusCode.UNSET, undefined],
    ]);
    assert.equal(flushes.count, 1);
  });

  it('that throws when it is asked for changes nothing', async () => {
    const context = {
      getRemainingTimeInMillis: () => {
        throw new Error('time');
      },
    };
    assert.equal(await wrap(async () => 'done')(lambdaEvent(1), context), 'done');
  });

  it('is nearly over: the open spans say so, and are exported while the handler goes on', async () => {
    const context = contextWith(160);
    const handled = wrap(never)(lambdaEvent(2), context);
    while (context.getRemainingTimeInMillis() > 0) await pause(10);
    assert.deepEqual(outcomes(), [
      ['process orders', SpanStatusCode.ERROR, 'timeout'],
      ['process orders', SpanStatusCode.ERROR, 'timeout'],
      ['orders process', SpanStatusCode.ERROR, 'timeout'],
    ]);
    assert.equal(flushes.count, 1);
    assert.equal(await Promise.race([handled, Promise.resolve('pending')]), 'pending');
  });

  it('was nearly over: what the handler gives in time counts, and has spans of its own', async () => {
    const event = lambdaEvent(2);
    const response = { batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }] };
    const handler = wrap(async () => {
      while (flushes.count === 0) await pause();
      return response;
    });
    assert.equal(await handler(event, contextWith(120)), response);
    assert.deepEqual(outcomes().slice(3), [
      ['process orders', SpanStatusCode.UNSET, undefined],
      ['process orders', SpanStatusCode.ERROR, '_OTHER'],
      ['orders process', SpanStatusCode.ERROR, '_OTHER'],
    ]);
    assert.equal(flushes.count, 2);
  });

  it('is not watched any longer when the handler is done', async () => {
    await wrap(async () => 'done')(lambdaEvent(1), contextWith(150));
    await pause(180);
    assert.deepEqual(outcomes(), [
      ['process orders', SpanStatusCode.UNSET, undefined],
      ['orders process', SpanStatusCode.UNSET, undefined],
    ]);
    assert.equal(flushes.count, 1);
  });

  describe('is used to export', () => {
    let flushed: string[];
    const flushable = (name: string) => ({
      getMeter: () => createNoopMeter(),
      getLogger: () => logger,
      forceFlush: async () => {
        await pause();
        flushed.push(name);
      },
    });
    before(() => {
      metrics.setGlobalMeterProvider(flushable('metrics'));
      logs.setGlobalLoggerProvider(flushable('logs'));
    });
    after(() => {
      metrics.disable();
      logs.disable();
    });
    beforeEach(() => {
      flushed = [];
      flushing(async () => void flushed.push('traces'));
    });

    for (const [options, expected] of [
      [{}, ['logs', 'metrics', 'traces']],
      [{ flushSignals: ['metrics'] }, ['metrics']],
      [{ flushSignals: ['traces', 'logs'] }, ['logs', 'traces']],
      [{ flushSignals: [] }, []],
    ] as [HandlerOptions, string[]][]) {
      it(`${expected.join(', ') || 'nothing'}, with ${JSON.stringify(options)}`, async () => {
        assert.equal(await wrap(async () => 'done', options)(lambdaEvent(1)), 'done');
        assert.deepEqual(flushed.toSorted(), expected);
      });
    }

    it('all of it, also after an event that is not known', async () => {
      const given = { anything: true };
      assert.equal(await wrapHandler(async (event: object) => event)(given), given);
      assert.deepEqual(flushed.toSorted(), ['logs', 'metrics', 'traces']);
      assert.deepEqual(ended, []);
    });

    it('the rest, where one fails or hangs', async () => {
      flushing(() => Promise.reject(new Error('exporter')));
      await wrap(async () => 'done')(lambdaEvent(1));
      flushing(hang);
      await wrap(async () => 'done', { flushTimeout: 40 })(lambdaEvent(1));
      assert.deepEqual(flushed.toSorted(), ['logs', 'logs', 'metrics', 'metrics']);
    });
  });
});
