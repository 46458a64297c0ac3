import { isMainThread } from 'node:worker_threads';
import { ProxyTracerProvider, metrics, trace } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { hasLogger } from '../diagnostics/apiGlobals';
import { refusedRegistration } from '../diagnostics/hiddenSdk';
import { writeToStderr } from '../diagnostics/writeTo';
import { ATTR_SERVICE_NAME } from '../semconv/resource';
import { flushProviders } from '../telemetry/flushProviders';
import { log, safely } from '../telemetry/safely';
import { defined, text } from '../values';
import { type SqsInstrumentationConfig, unknownVariables } from '../options';
import { PACKAGE_NAME } from '../version';
import { setUpLogger } from './bootstrapLogger';
import { makeSdkOfFile } from './configFile';
import { withEnv } from './env';
import { close } from './flush';
import { exportingProcessors } from './exportingProcessors';
import { findMisfit } from './generations';
import { asksForBundle, getAwsAutoInstrumentations, ownInstrumentation } from './instrumentations';
import { optional } from './optional';
import { makeLogProcessors } from './outlet/logs';
import { makeMetricReaders } from './outlet/metrics';
import { ThreadCollector, isSecondary } from './outlet/threads';
import { makeNodeSdk } from './nodeSdk';
import { MissingPackage, findPeer } from './peers';
import { line, messageOf, quoted } from './problem';
import { unwatchProcessEnd, watchProcessEnd } from './processEnd';
import { reportToDoctor } from './processReport';
import { makePropagator } from './propagators';
import { makeResourceDetectors } from './resourceDetectors';
import { FOR, SDK, type SpanProcessor } from './sdk';
import {
  type SdkParts,
  leftToFile,
  shownParts,
  unknownParts,
  usableInstrumentations,
  usableName,
  usableParts,
} from './sdkParts';
import { type Settings, resolveSettings } from './settings';
import { state } from './state';
import { noteLateStart } from './stockGuard';
import { type TraceStatus, getTraceStatus } from './traceStatus';

/** Options of {@link initializeOtel}. The environment decides about everything that is not given. */
export interface InitializeOtelOptions extends SdkParts {
  /** The name of the service. It wins over `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string | undefined;
  /** Configuration of `SqsInstrumentation`. */
  readonly sqs?: SqsInstrumentationConfig | undefined;
  /** Further instrumentations. */
  readonly instrumentations?: readonly Instrumentation[] | undefined;
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
  if (state.sdk !== undefined) await (closing ??= shutDown());
}

let closing: Promise<void> | undefined;

/** A process that ends meanwhile exports what is left, as ever. */
async function shutDown(): Promise<void> {
  await close(state.settings?.shutdownTimeoutMillis ?? 0);
  unwatchProcessEnd();
}

/** An API that is too old for its users may be too old for the logger, too. */
function noteFailure(error: unknown): void {
  const misfit = safely('comparing versions', findMisfit);
  const reason = misfit === undefined ? messageOf(error) : line(misfit);
  state.problems.push({ text: 'tracing could not be set up', fix: reason });
  const message = `tracing could not be set up, the application runs without: ${reason}`;
  if (misfit === undefined && hasLogger()) log.error(message);
  else if (state.settings?.logLevel !== 'none') writeToStderr(`[error] ${PACKAGE_NAME} ${message}`);
}

function initialize({ serviceName, sqs, instrumentations = [], ...more }: InitializeOtelOptions): void {
  state.problems.push(...unknownParts(more));
  const parts = usableParts(more, state.problems);
  const name = usableName(serviceName, state.problems);
  const settings = resolveSettings(process.env, name, text(parts.resource?.attributes?.[ATTR_SERVICE_NAME]));
  state.settings = { ...settings, ...safely('showing parts of the SDK', shownParts, parts) };
  setUpLogger(settings.logLevel);
  if (settings.disabled) {
    state.owner = 'disabled';
    log.info('OTEL_SDK_DISABLED is set, nothing is traced');
    return;
  }
  // A file decides in the place of the variables, also of those that are wrong.
  if (settings.configFile === undefined) state.problems.push(...settings.problems);
  // The variables of this package count beside the file.
  state.problems.push(...unknownVariables(process.env));
  log.info(`initializing OpenTelemetry for service ${settings.service.name} (${settings.service.source})`);
  // The bundle wraps what the SDK requires, and comes before it.
  const bundle = asksForBundle() ? getAwsAutoInstrumentations({ [PACKAGE_NAME]: sqs ?? {} }) : undefined;
  state.instrumentations = [...(bundle ?? []), ...usableInstrumentations(instrumentations, state.problems)];
  try {
    if (hasProvider()) joinSdk();
    else if (settings.configFile === undefined) startSdk(settings, parts);
    else startSdkOfFile(settings.configFile, parts);
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

function startSdk(settings: Settings, parts: SdkParts): void {
  if (findPeer(SDK) === undefined) throw new MissingPackage(SDK, FOR);
  if (isMainThread) state.threads = new ThreadCollector();
  const { spanProcessors = [], contextManager, idGenerator, resource, spanLimits, views } = parts;
  withEnv(settings.sdkEnv, () => {
    const processors = [...exportingProcessors(settings, parts), ...spanProcessors];
    const logs = [...makeLogProcessors(process.env, state.problems, state), ...(parts.logRecordProcessors ?? [])];
    const readers = [...makeMetricReaders(process.env, state.problems, state), ...(parts.metricReaders ?? [])];
    for (const own of [...spanProcessors, ...(parts.logRecordProcessors ?? []), ...(parts.metricReaders ?? [])])
      state.flushes.push(() => (own as SpanProcessor).forceFlush());
    const detectors = detectorsOf(parts);
    state.sdk = makeNodeSdk({
      serviceName: settings.service.name,
      instrumentations: state.instrumentations,
      textMapPropagator:
        parts.textMapPropagator === undefined
          ? makePropagator(settings.propagators, state.problems)
          : parts.textMapPropagator,
      // Without an exporter, nobody would get the spans.
      spanProcessors: processors.length === 0 ? [] : [state.counts, ...processors],
      sampler: parts.sampler ?? { name: settings.sampler, ratio: settings.samplerRatio },
      ...(settings.serviceVersion !== undefined && { serviceVersion: settings.serviceVersion }),
      ...(detectors !== undefined && { resourceDetectors: detectors }),
      ...(logs.length > 0 && { logRecordProcessors: logs }),
      ...(readers.length > 0 && { metricReaders: readers }),
      ...defined({ contextManager, idGenerator, resource, spanLimits, views }),
    });
    state.sdk.start();
    const refused = processors.length === 0 || hasProvider() ? undefined : refusedRegistration();
    if (refused !== undefined) throw new Error(refused);
  });
  state.owner = 'bootstrap';
}

/** OpenTelemetry's declarative configuration: the SDK reads the file, and nothing else decides about it. */
function startSdkOfFile(file: string, parts: SdkParts): void {
  const { textMapPropagator } = parts;
  const sdk = makeSdkOfFile(file, state.instrumentations, textMapPropagator);
  if (sdk === undefined) {
    const fault = `OTEL_CONFIG_FILE is ${quoted(file)}, and this release of ${SDK} reads no file`;
    throw new Error(`${fault}: npm install ${SDK}@latest, or unset the variable`);
  }
  const left = leftToFile(parts, file);
  if (left !== undefined) state.problems.push(left);
  state.sdk = sdk;
  sdk.start();
  if (!hasProvider()) {
    state.problems.push({
      text: `no traces come of the configuration in ${quoted(file)}`,
      fix: 'see what the SDK says of it, and whether it has a tracer_provider',
    });
    state.owner = 'failed';
    return;
  }
  state.flushes.push(async () => void (await flushProviders([trace.getTracerProvider(), metrics.getMeterProvider()])));
  state.owner = 'bootstrap';
}

function detectorsOf({ autoDetectResources, resourceDetectors }: SdkParts): readonly object[] | undefined {
  if (autoDetectResources === false) return [];
  return resourceDetectors ?? makeResourceDetectors(process.env, state.problems);
}

/** Whether an SDK is registered. The API's proxy then has a delegate that gives tracers. */
function hasProvider(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(PACKAGE_NAME) !== undefined;
}
