import assert from 'node:assert/strict';
import { type TracerProvider, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { flushProviders } from '../../src/telemetry/flushProviders';
import { shared } from '../../src/shared';
import { TracerSource, isUsable } from '../../src/telemetry/tracerSource';
import { captureDiagnostics } from '../support/diagnostics';
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

describe('what the user learns of an SDK that is not used', () => {
  const told = shared('SDKs that cannot be seen', (): { hidden: boolean; unusable: boolean } => assert.fail('none'));
  const GLOBALS = Symbol.for('opentelemetry.js.api.1');
  const registry = globalThis as { [GLOBALS]?: unknown };
  let before: typeof told;
  beforeEach(() => {
    before = { ...told };
    Object.assign(told, { hidden: false, unusable: false });
  });
  afterEach(() => void Object.assign(told, before));

  const tracer = { startSpan: () => assert.fail('nothing is traced') };
  const providers: Readonly<Record<string, readonly [provider: unknown, usable: boolean]>> = {
    'gives tracers': [{ getTracer: () => tracer }, true],
    'gives what is no tracer': [{ getTracer: () => ({}) }, false],
    'gives nothing': [{ getTracer: () => undefined }, false],
    throws: [{ getTracer: () => assert.fail('of another release line') }, false],
    'is none': [{}, false],
  };
  for (const [what, [provider, usable]] of Object.entries(providers)) {
    it(`says once that a provider gives no tracers, unless it does: one that ${what}`, () => {
      const diagnostics = captureDiagnostics();
      try {
        const used = [isUsable(provider as TracerProvider), isUsable(provider as TracerProvider)];
        assert.deepEqual(used, [usable, usable]);
        const { lines } = diagnostics;
        assert.equal(lines.length, usable ? 0 : 1);
        assert.match(
          lines.join(),
          usable ? /^$/ : /^warn: .* the tracer provider that was handed over gives no tracers/,
        );
      } finally {
        diagnostics.stop();
      }
    });
  }

  it('says once that one is registered with another copy of the API, which is not seen', () => {
    const registered = registry[GLOBALS];
    const write = Object.getOwnPropertyDescriptor(process.stderr, 'write');
    const lines: string[] = [];
    registry[GLOBALS] = { version: '1.0.0', trace: { getTracer: () => tracer } };
    process.stderr.write = (text: unknown) => lines.push(String(text)) > 0;
    try {
      const source = new TracerSource();
      assert.deepEqual([source.get(), source.get()], [undefined, undefined]);
    } finally {
      registry[GLOBALS] = registered;
      if (write === undefined) Reflect.deleteProperty(process.stderr, 'write');
      else Object.defineProperty(process.stderr, 'write', write);
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /nothing is traced: the SDK is registered with @opentelemetry\/api 1\.0\.0/);
  });
});
