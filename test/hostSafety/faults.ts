import {
  type Context,
  type ContextManager,
  type DiagLogger,
  DiagLogLevel,
  type MeterProvider,
  type Span,
  type TextMapPropagator,
  type Tracer,
  type TracerProvider,
  context,
  createNoopMeter,
  diag,
  metrics,
  propagation,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { SqsInstrumentationConfig } from '../../src';
import { PACKAGE_NAME } from '../../src/version';

/** A part of telemetry that fails. */
export interface Fault {
  readonly config?: SqsInstrumentationConfig;
  /** Sets telemetry up, with that part in it. */
  readonly start: () => void;
}

const fail = (): never => {
  throw new Error('thrown by telemetry');
};

/** An `async` function where a plain one is wanted. */
const reject = (async () => fail()) as unknown as () => never;

type ProviderOptions = NonNullable<ConstructorParameters<typeof NodeTracerProvider>[0]>;

/** Spans that have ended. */
export const counted = { ended: 0 };

const quiet: SpanProcessor = {
  onStart: () => {},
  onEnd: () => void counted.ended++,
  forceFlush: async () => {},
  shutdown: async () => {},
};

function register(options: ProviderOptions = {}, propagator?: TextMapPropagator): void {
  const provider = new NodeTracerProvider({ spanProcessors: [quiet], ...options });
  provider.register(propagator === undefined ? {} : { propagator });
}

const withProcessor = (odd: Partial<SpanProcessor> & { onEnding?: () => never }): Fault => ({
  start: () => register({ spanProcessors: [{ ...quiet, ...odd }] }),
});

const exporter: SpanExporter = { export: fail, shutdown: async () => {} };

const withPropagator = (odd: Partial<Record<keyof TextMapPropagator, () => never>>): Fault => ({
  start: () =>
    register({}, {
      inject: (_context: Context, carrier: Record<string, string>) => void (carrier['traceparent'] = '00-1-2-01'),
      extract: (given: Context) => trace.setSpanContext(given, SPAN_CONTEXT),
      fields: () => ['traceparent'],
      ...odd,
    } as TextMapPropagator),
});

const SPAN_CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** A provider of another make than the SDK's. */
const withSpan = (odd: Partial<Record<keyof Span, () => never>>): Fault => ({
  start() {
    const span: Record<string, unknown> = {};
    const same = (): unknown => span;
    for (const verb of [
      'setAttribute',
      'setAttributes',
      'addEvent',
      'addLink',
      'addLinks',
      'setStatus',
      'updateName',
    ]) {
      span[verb] = same;
    }
    Object.assign(span, {
      spanContext: () => SPAN_CONTEXT,
      isRecording: () => true,
      recordException: () => undefined,
      end: () => undefined,
      ...odd,
    });
    register();
    trace.disable();
    trace.setGlobalTracerProvider(providerOf({ startSpan: () => span as unknown as Span }));
  },
});

const providerOf = (tracer: Partial<Tracer>): TracerProvider => ({
  getTracer: () => tracer as Tracer,
});

const withMeter = (provider: () => MeterProvider): Fault => ({
  start() {
    register();
    metrics.setGlobalMeterProvider(provider());
  },
});

/** Not the API's own, which means that nobody measures. */
const meter = (instrument: object | (() => never)): ReturnType<MeterProvider['getMeter']> => {
  const make = typeof instrument === 'function' ? instrument : () => instrument;
  return Object.assign(Object.create(createNoopMeter()) as ReturnType<MeterProvider['getMeter']>, {
    createCounter: make,
    createHistogram: make,
  });
};

const withLogger = (log: (source: unknown) => unknown): Fault => ({
  config: { requestHook: fail, responseHook: fail, processHook: fail, ignore: fail, propagateMessageContext: fail },
  start() {
    register({ spanProcessors: [{ ...quiet, onEnd: fail }] }, { inject: fail, extract: fail, fields: fail });
    const logger = { error: log, warn: log, info: log, debug: log, verbose: log } as unknown as DiagLogger;
    // The API logs that it was set.
    const logged = { ...logger, debug: () => undefined };
    diag.setLogger(logged, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  },
});

const withHooks = (hook: () => never): Fault => ({
  config: {
    requestHook: hook,
    responseHook: hook,
    processHook: hook,
    ignore: hook,
    propagateMessageContext: hook,
  },
  start: () => register(),
});

const stock = new AsyncLocalStorageContextManager();
/** As callers of `with` have it, whatever they run. */
const runIn = (...args: readonly unknown[]): unknown =>
  (stock as { with(...given: readonly unknown[]): unknown }).with(...args);

const withContexts = (odd: Partial<Record<keyof ContextManager, (...args: readonly unknown[]) => unknown>>): Fault => ({
  start() {
    const provider = new NodeTracerProvider({ spanProcessors: [quiet] });
    const contextManager = Object.assign(new AsyncLocalStorageContextManager(), { with: runIn }, odd);
    provider.register({ contextManager });
  },
});

const SPAN_MEMBERS = [
  'end',
  'setAttribute',
  'setAttributes',
  'addEvent',
  'addLink',
  'addLinks',
  'setStatus',
  'recordException',
  'updateName',
  'isRecording',
  'spanContext',
] as const;

/** Every part of telemetry that can fail. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'nothing that fails': { start: () => register() },
  'a processor that throws at the start': withProcessor({ onStart: fail }),
  'a processor that throws before the end': withProcessor({ onEnding: fail }),
  'a processor that throws at the end': withProcessor({ onEnd: fail }),
  'a processor that rejects to flush': withProcessor({ forceFlush: reject }),
  'a processor that never flushes': withProcessor({ forceFlush: () => new Promise(() => {}) }),
  'an exporter that throws': {
    start: () => register({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  },
  'an exporter of batches that throws': {
    start: () => register({ spanProcessors: [new BatchSpanProcessor(exporter)] }),
  },
  'a sampler that throws': { start: () => register({ sampler: { shouldSample: fail, toString: () => 'odd' } }) },
  'an id generator that throws': {
    start: () => register({ idGenerator: { generateTraceId: fail, generateSpanId: fail } }),
  },
  'a propagator that throws when it injects': withPropagator({ inject: fail }),
  'a propagator that throws when it extracts': withPropagator({ extract: fail }),
  'a propagator that throws when it is asked for its fields': withPropagator({ fields: fail }),
  'a propagator that rejects': withPropagator({ inject: reject, fields: fail }),
  'a provider that throws': {
    start() {
      register();
      trace.disable();
      trace.setGlobalTracerProvider({ getTracer: fail });
    },
  },
  'a tracer that throws': {
    start() {
      register();
      trace.disable();
      trace.setGlobalTracerProvider(providerOf({ startSpan: fail, startActiveSpan: fail }));
    },
  },
  ...Object.fromEntries(SPAN_MEMBERS.map((name) => [`a span whose ${name} throws`, withSpan({ [name]: fail })])),
  'a span all of whose members throw': withSpan(Object.fromEntries(SPAN_MEMBERS.map((name) => [name, fail]))),
  'a meter provider that throws': withMeter(() => ({ getMeter: fail })),
  'a meter that makes no instruments': withMeter(() => ({ getMeter: () => meter(fail) })),
  'instruments that throw': withMeter(() => ({ getMeter: () => meter({ add: fail, record: fail }) })),
  'hooks that throw': withHooks(fail),
  'hooks that reject': withHooks(reject),
  'a diagnostics logger that throws': withLogger(fail),
  // For lines of ours. What others log with it, as the SDK does, is lost to nobody but them.
  'a diagnostics logger that rejects': withLogger((source) => (source === PACKAGE_NAME ? reject() : undefined)),
  'a context manager that throws': withContexts({ with: fail }),
  'a context manager that throws once all is done': withContexts({
    with(...args) {
      runIn(...args);
      return fail();
    },
  }),
  'a context manager that gives nothing back': withContexts({
    with: (...args) => void runIn(...args),
  }),
  'a context manager that runs nothing': withContexts({ with: () => undefined }),
  'a context manager that runs everything twice': withContexts({
    with(...args) {
      runIn(...args);
      return runIn(...args);
    },
  }),
  'a context manager that throws when it is asked for the active context': withContexts({ active: fail }),
  'a context manager that has no active context': withContexts({ active: () => undefined }),
};

/** Takes all of it back. */
export function stopTelemetry(): void {
  trace.disable();
  context.disable();
  propagation.disable();
  metrics.disable();
  diag.disable();
}
