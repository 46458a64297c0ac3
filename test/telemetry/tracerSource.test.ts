import assert from 'node:assert/strict';
import { type TracerProvider, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { flushProviders } from '../../src/telemetry/flushProviders';
import { TracerSource } from '../../src/telemetry/tracerSource';
import { type Tracing, startTracing } from '../support/tracing';

describe('the tracer to use now', () => {
  let source: TracerSource;
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  beforeEach(() => {
    source = new TracerSource();
    exporter.reset();
  });
  after(() => provider.shutdown());

  const names = (): string[] => exporter.getFinishedSpans().map(({ name }) => name);

  it('is none where nobody listens, and follows the SDK that is registered', async () => {
    assert.equal(source.get(), undefined);
    const tracings: Tracing[] = [];
    for (let round = 0; round < 2; round += 1) {
      const tracing = startTracing();
      tracings.push(tracing);
      source.get()?.startSpan(`round ${round}`).end();
      assert.equal(tracing.spans(`round ${round}`).length, 1);
      await tracing.stop();
    }
    assert.equal(source.get(), undefined);
    await flushProviders(source.providers());
  });

  it('is that of the provider that was given, until the global one is given again', () => {
    source.use(provider);
    source.get()?.startSpan('given').end();
    assert.deepEqual(names(), ['given']);
    source.use(trace.getTracerProvider());
    assert.equal(source.get(), undefined);
  });

  it('flushes the provider that it uses', async () => {
    let flushed = 0;
    const flushing = { getTracer: () => provider.getTracer('x'), forceFlush: async () => void (flushed += 1) };
    source.use(flushing);
    await flushProviders(source.providers());
    assert.equal(flushed, 1);
    // Not every provider can be asked.
    source.use({ getTracer: () => provider.getTracer('x') });
    await flushProviders(source.providers());
    assert.equal(flushed, 1);
  });

  it('is that of a provider that was registered without the API', async () => {
    let flushed = 0;
    const foreign: TracerProvider & { forceFlush(): Promise<void> } = {
      getTracer: (name, version) => provider.getTracer(name, version),
      forceFlush: async () => void (flushed += 1),
    };
    // Makes the registry of globals, which all copies of the API share.
    assert.ok(trace.setGlobalTracerProvider(foreign));
    const globals = (globalThis as Record<symbol, unknown>)[Symbol.for('opentelemetry.js.api.1')] as { trace: unknown };
    const proxy = globals.trace;
    globals.trace = foreign;
    try {
      source.get()?.startSpan('foreign').end();
      assert.deepEqual(names(), ['foreign']);
      await flushProviders(source.providers());
      assert.equal(flushed, 1);
    } finally {
      globals.trace = proxy;
      trace.disable();
    }
  });
});
