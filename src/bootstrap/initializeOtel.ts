import { isMainThread } from 'node:worker_threads';
import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { log, safely } from '../telemetry/safely';
import type { SqsInstrumentationConfig } from '../options';
import { PACKAGE_NAME } from '../version';
import { Announcer } from './announcer';
import { setUpLogger } from './bootstrapLogger';
import { checkEndpoint } from './connectivity/checkEndpoint';
import { judge } from './connectivity/verdict';
import { makeExporters } from './exporters';
import { withEnv } from './env';
import { close } from './flush';
import { findMisfit } from './generations';
import { asksForBundle, getAwsAutoInstrumentations, ownInstrumentation } from './instrumentations';
import { optional } from './optional';
import { Batcher } from './outlet/batcher';
import { batchOptions } from './outlet/batchOptions';
import { makeLogProcessors } from './outlet/logs';
import { makeMetricReaders } from './outlet/metrics';
import { makeOutlet } from './outlet/outlet';
import type { OtlpExporter } from './outlet/otlpExporter';
import { ThreadCollector, handOver, isSecondary } from './outlet/threads';
import { makeNodeSdk } from './nodeSdk';
import { MissingPackage, findPeer } from './peers';
import { line, messageOf } from './problem';
import { unwatchProcessEnd, watchProcessEnd } from './processEnd';
import { BatchingProcessor, ImmediateProcessor } from './processors';
import { reportToDoctor } from './processReport';
import { makePropagator } from './propagators';
import { makeResourceDetectors } from './resourceDetectors';
import { FOR, SDK, type SdkSpan, type SpanProcessor } from './sdk';
import { type Settings, resolveSettings } from './settings';
import { state } from './state';
import { noteLateStart } from './stockGuard';
import { type TraceStatus, getTraceStatus } from './traceStatus';
import { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';
import { WatchedExporter } from './watchedExporter';

/** Options of {@link initializeOtel}. The environment decides about everything that is not given. */
export interface InitializeOtelOptions {
  /** The name of the service. It wins over `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string | undefined;
  /** Configuration of `SqsInstrumentation`. */
  readonly sqs?: SqsInstrumentationConfig | undefined;
  /** Further instrumentations. */
  readonly instrumentations?: readonly Instrumentation[] | undefined;
  /** Further span processors. They are not used if the application has an SDK of its own. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
}

/**
 * Sets up tracing from the environment: the SDK, exporters, propagators, and the instrumentation of this package.
 *
 * It acts once for each process, also when it is called several times. An SDK that is already registered stays. It
 * never throws: it reports each problem in one line with its fix on stderr, and in {@link getTraceStatus}.
 */
export function initializeOtel(options: InitializeOtelOptions = {}): TraceStatus {
  const isFirst = state.owner === 'none';
  try {
    if (isFirst) initialize(options);
    else noteLateStart();
  } catch (error) {
    state.owner = 'failed';
    noteFailure(error);
  }
  // After the handlers for the end of the process, so that it knows what came of the last export.
  if (isFirst) safely('reporting to the doctor', reportToDoctor);
  return getTraceStatus();
}

/**
 * Exports the remaining spans and ends tracing, within the time limit of `OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT` (default: 3
 * seconds). The promise never rejects.
 */
export async function shutdownOtel(): Promise<void> {
  unwatchProcessEnd();
  await close(state.settings?.shutdownTimeoutMillis ?? 0);
}

/** An API that is too old for its users may be too old for the logger, too. */
function noteFailure(error: unknown): void {
  const misfit = safely('comparing versions', findMisfit);
  const reason = misfit === undefined ? messageOf(error) : line(misfit);
  state.problems.push({ text: 'tracing could not be set up', fix: reason });
  const message = `tracing could not be set up, the application runs without: ${reason}`;
  if (misfit === undefined) log.error(message);
  else if (state.settings?.logLevel !== 'none') console.error(`[error] ${PACKAGE_NAME} ${message}`);
}

function initialize({ serviceName, sqs, instrumentations = [], spanProcessors = [] }: InitializeOtelOptions): void {
  const settings = resolveSettings(process.env, serviceName);
  state.settings = settings;
  setUpLogger(settings.logLevel);
  if (settings.disabled) {
    state.owner = 'disabled';
    log.info('OTEL_SDK_DISABLED is set, nothing is traced');
    return;
  }
  state.problems.push(...settings.problems);
  log.info(`initializing OpenTelemetry for service ${settings.service.name} (${settings.service.source})`);
  // The bundle wraps what the SDK requires, and comes before it.
  const bundle = asksForBundle() ? getAwsAutoInstrumentations({ [PACKAGE_NAME]: sqs ?? {} }) : undefined;
  state.instrumentations = [...(bundle ?? []), ...instrumentations];
  try {
    if (hasProvider()) joinSdk();
    else startSdk(settings, spanProcessors);
  } finally {
    if (bundle === undefined) addOwn(sqs);
  }
  if (state.owner === 'bootstrap')
    optional('the end of the process is not watched', () => watchProcessEnd(settings.shutdownTimeoutMillis));
  const misfit = safely('comparing versions', findMisfit);
  if (misfit !== undefined) state.problems.push(misfit);
  // The main thread says it.
  const quiet = isSecondary();
  for (const problem of state.problems) (quiet ? log.debug : log.warn).call(log, line(problem));
  if (settings.testSpan) trace.getTracer(PACKAGE_NAME).startSpan('bootstrap test').end();
  log.info('OpenTelemetry initialized');
}

/**
 * Comes after the SDK. With the first instrumentation there is a hook, and a hook remembers each module as it was when it
 * first passed: what the SDK requires (`http`, `fs`) would not be seen by instrumentations that the application registers
 * later.
 */
function addOwn(config: SqsInstrumentationConfig | undefined): void {
  const own = ownInstrumentation(config);
  if (own === undefined) return;
  state.instrumentations = [own, ...state.instrumentations];
  registerInstrumentations({ instrumentations: [own] });
}

function joinSdk(): void {
  state.owner = 'application';
  registerInstrumentations({ instrumentations: [...state.instrumentations] });
  log.info('the application has registered an SDK already, which is used');
}

function startSdk(settings: Settings, more: readonly SpanProcessor[]): void {
  if (findPeer(SDK) === undefined) throw new MissingPackage(SDK, FOR);
  if (isMainThread) state.threads = new ThreadCollector();
  withEnv(settings.sdkEnv, () => {
    const processors = [...exportingProcessors(settings), ...more];
    state.flushes.push(...more.map((processor) => () => processor.forceFlush()));
    const logs = makeLogProcessors(process.env, state.problems, state);
    const readers = makeMetricReaders(process.env, state.problems, state);
    const detectors = makeResourceDetectors(process.env, state.problems);
    state.sdk = makeNodeSdk({
      serviceName: settings.service.name,
      instrumentations: state.instrumentations,
      textMapPropagator: makePropagator(settings.propagators, state.problems),
      // Without an exporter, nobody would get the spans.
      spanProcessors: processors.length === 0 ? [] : [state.counts, ...processors],
      sampler: { name: settings.sampler, ratio: settings.samplerRatio },
      ...(detectors !== undefined && { resourceDetectors: detectors }),
      ...(logs.length > 0 && { logRecordProcessors: logs }),
      ...(readers.length > 0 && { metricReaders: readers }),
    });
    state.sdk.start();
  });
  state.owner = 'bootstrap';
}

function exportingProcessors(settings: Settings): SpanProcessor[] {
  const { endpoint } = settings;
  const announcer = new Announcer(
    settings.consoleFallback ? 'spans are printed until then' : 'spans are lost until then',
  );
  const fallback = settings.consoleFallback ? new ConsoleWaterfallExporter() : undefined;
  const exporters = makeExporters(settings, state.problems);
  state.exporters = exporters.map((named) =>
    named.name === 'otlp'
      ? new WatchedExporter(named, {
          judge: (answer) => judge(endpoint, answer),
          check: () => checkEndpoint(endpoint),
          announcer,
          fallback,
        })
      : new WatchedExporter(named),
  );
  const otlp = state.exporters.find(({ name }) => name === 'otlp');
  if (otlp !== undefined && !endpoint.configured && !settings.inFunction)
    warnOfDefault(`spans go to ${String(otlp.destination)}`);
  if (settings.nothingChosen && settings.exporters.includes('waterfall')) warnOfDefault('spans are printed');
  if (settings.connectivityTest || settings.consoleFallback) void otlp?.check();
  return state.exporters.map((exporter, index) => {
    if (exporter.destination !== undefined) return batched(exporter, exporters[index]?.otlp);
    state.printers.push(() => void exporter.forceFlush());
    return new ImmediateProcessor(exporter);
  });
}

function batched(exporter: WatchedExporter, otlp: OtlpExporter<SdkSpan> | undefined): SpanProcessor {
  const options = batchOptions('traces');
  const batcher = new Batcher<SdkSpan>(exporter, options);
  const noun = 'spans';
  state.spanQueues.push(batcher);
  const settled = (spans: readonly SdkSpan[], error?: Error): string | undefined => exporter.settled(spans, error);
  state.outlets.push(makeOutlet(batcher, { noun, request: otlp && ((spans) => otlp.request(spans)), settled }));
  if (otlp === undefined) {
    state.flushes.push(() => batcher.flush());
    return new BatchingProcessor(batcher);
  }
  const explain = (error: Error): string => exporter.explain(error);
  const outlet = state.threads?.add('traces', otlp, options, { noun, explain });
  if (outlet !== undefined) state.outlets.push(outlet);
  return new BatchingProcessor(batcher, handOver('traces', otlp));
}

function warnOfDefault(consequence: string): void {
  const text = `OTEL_EXPORTER_OTLP_ENDPOINT is not set, ${consequence}`;
  state.problems.push({ text, fix: 'set it to your collector, as OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318' });
}

/** Whether an SDK is registered. The API's proxy then has a delegate that gives tracers. */
function hasProvider(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(PACKAGE_NAME) !== undefined;
}
