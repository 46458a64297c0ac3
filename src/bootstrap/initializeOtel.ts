import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { log } from '../telemetry/safely';
import type { SqsInstrumentationConfig } from '../options';
import { PACKAGE_NAME } from '../version';
import { Announcer } from './announcer';
import { setUpLogger } from './bootstrapLogger';
import { checkEndpoint } from './connectivity/checkEndpoint';
import { judge } from './connectivity/verdict';
import { makeExporters } from './exporters';
import { withEnv } from './env';
import { close } from './flush';
import { asksForBundle, getAwsAutoInstrumentations, ownInstrumentation } from './instrumentations';
import { loadPeer } from './peers';
import { line, messageOf } from './problem';
import { unwatchProcessEnd, watchProcessEnd } from './processEnd';
import { ImmediateProcessor, batchProcessor } from './processors';
import { makePropagator } from './propagators';
import type { NodeSdkModule, SpanProcessor } from './sdk';
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
  try {
    if (state.owner === 'none') initialize(options);
    else noteLateStart();
  } catch (error) {
    state.owner = 'failed';
    state.problems.push({ text: 'tracing could not be set up', fix: messageOf(error) });
    log.error(`tracing could not be set up, the application runs without: ${messageOf(error)}`);
  }
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
  // This comes before the SDK and its exporters load.
  const own = asksForBundle() ? getAwsAutoInstrumentations({ [PACKAGE_NAME]: sqs ?? {} }) : [ownInstrumentation(sqs)];
  state.instrumentations = [...own.filter((each) => each !== undefined), ...instrumentations];
  if (hasProvider()) {
    state.owner = 'application';
    registerInstrumentations({ instrumentations: [...state.instrumentations] });
    log.info('the application has registered an SDK already, which is used');
  } else {
    startSdk(settings, spanProcessors);
    state.owner = 'bootstrap';
    watchProcessEnd(settings.shutdownTimeoutMillis);
  }
  for (const problem of state.problems) log.warn(line(problem));
  if (settings.testSpan) trace.getTracer(PACKAGE_NAME).startSpan('bootstrap test').end();
  log.info('OpenTelemetry initialized');
}

function startSdk(settings: Settings, more: readonly SpanProcessor[]): void {
  const { NodeSDK } = loadPeer('@opentelemetry/sdk-node', 'setting up tracing') as unknown as NodeSdkModule;
  withEnv(settings.sdkEnv, () => {
    const processors = [...exportingProcessors(settings), ...more];
    state.sdk = new NodeSDK({
      serviceName: settings.service.name,
      instrumentations: state.instrumentations,
      textMapPropagator: makePropagator(settings.propagators, state.problems),
      // Without an exporter, nobody would get the spans.
      spanProcessors: processors.length === 0 ? [] : [state.counts, ...processors],
    });
    state.sdk.start();
  });
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
  if (otlp !== undefined && !endpoint.configured) warnOfDefault(`spans go to ${String(otlp.destination)}`);
  if (settings.nothingChosen && settings.exporters.includes('waterfall')) warnOfDefault('spans are printed');
  if (settings.connectivityTest || settings.consoleFallback) void otlp?.check();
  return state.exporters.map((exporter) =>
    exporter.destination === undefined ? new ImmediateProcessor(exporter) : batchProcessor(exporter),
  );
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
