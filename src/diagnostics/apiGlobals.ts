import { ProxyTracerProvider, ROOT_CONTEXT, context, createContextKey, metrics, trace } from '@opentelemetry/api';
import { PACKAGE_NAME } from '../version';
import { apiVersion } from './apiVersion';

/** The registry of what an SDK has registered with any copy of the API. */
const GLOBALS = Symbol.for('opentelemetry.js.api.1');

interface ApiGlobals {
  readonly version?: string;
  readonly context?: unknown;
  readonly trace?: unknown;
  readonly metrics?: unknown;
  readonly diag?: unknown;
  readonly propagation?: unknown;
  readonly logs?: unknown;
}

/**
 * The version of the API that an SDK was registered with, if this package's copy cannot see that SDK: a copy does not
 * read what an older one has registered.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/semver.ts
 */
export function hiddenApiVersion(): string | undefined {
  const globals = apiGlobals();
  if (globals === undefined || !isHidden(globals)) return undefined;
  return globals.version ?? 'unknown';
}

/** Whether a logger for diagnostics is registered that this package's copy of the API can see. */
export function hasLogger(): boolean {
  const globals = apiGlobals();
  if (globals?.diag === undefined || isHidden(globals)) return false;
  return minorOf(globals.version) >= minorOf(apiVersion());
}

/**
 * The version of the API that has registered something, where it is not that of this package's copy. The first copy that
 * registers anything, a logger for instance, decides: what a copy of another version registers is refused.
 */
export function otherApiVersion(): string | undefined {
  const own = apiVersion();
  const version = apiGlobals()?.version;
  return own === undefined || version === own ? undefined : version;
}

/**
 * Runs code that sets a logger: the one that is there now is there again afterwards, and the API warns of neither.
 */
export function withLoggerKept<R>(run: () => R): R {
  const globals: { diag?: unknown } | undefined = apiGlobals();
  const { diag } = globals ?? {};
  if (globals === undefined || diag === undefined) return run();
  delete globals.diag;
  try {
    return run();
  } finally {
    globals.diag = diag;
  }
}

/** The propagator that is registered in this process: the API gives what it does, and not the object. */
export function registeredPropagator(): unknown {
  return apiGlobals()?.propagation;
}

/** Whether a provider of spans is registered in this process. */
export function hasTracerProvider(): boolean {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider)) return true;
  return provider.getDelegateTracer(PACKAGE_NAME) !== undefined || hiddenApiVersion() !== undefined;
}

/** The provider of logs that is registered with the API, which has them from 1.10 on. */
export function loggerProviderOfApi(): unknown {
  return apiGlobals()?.logs;
}

const PROBE = createContextKey('opentelemetry-instrumentation-sqs probe');
const probed = ROOT_CONTEXT.setValue(PROBE, true);

/** The manager that has been seen at work: each message asks. */
let working: unknown;

/** Whether contexts become active: not every application that registers a provider registers a context manager. */
export function hasContextManager(): boolean {
  const manager = apiGlobals()?.context;
  if (manager !== undefined && manager === working) return true;
  try {
    const works = context.with(probed, () => context.active().getValue(PROBE) === true);
    if (works) working = manager;
    return works;
  } catch {
    // There is one, and it throws.
    return true;
  }
}

function apiGlobals(): ApiGlobals | undefined {
  return (globalThis as { [GLOBALS]?: ApiGlobals })[GLOBALS];
}

function minorOf(version: string | undefined): number {
  return Number(version?.split('.')[1] ?? 0);
}

function isHidden(globals: ApiGlobals): boolean {
  return (
    (globals.trace !== undefined && globals.trace !== trace.getTracerProvider()) ||
    (globals.metrics !== undefined && globals.metrics !== metrics.getMeterProvider())
  );
}
