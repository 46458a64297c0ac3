import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { nearest } from '../options/unknownOptions';
import { type Members, isObject } from '../values';
import type { Problem } from './problem';
import type { IdGenerator, Resource, Sampler, SpanExporter, SpanProcessor } from './sdk';
import type { Settings } from './settings';

/**
 * Parts of the SDK that the application makes itself, by the names that `NodeSDK` has for them. One that is given counts
 * more than what the environment says of it.
 * @see https://open-telemetry.github.io/opentelemetry-js/interfaces/_opentelemetry_sdk-node.NodeSDKConfiguration.html
 */
export interface SdkParts {
  /** In the place of `OTEL_TRACES_SAMPLER`. */
  readonly sampler?: Sampler | undefined;
  /** In the place of `OTEL_PROPAGATORS`; `null` for none. */
  readonly textMapPropagator?: TextMapPropagator | null | undefined;
  /** In the place of the one that follows asynchronous code. */
  readonly contextManager?: ContextManager | undefined;
  /** What is detected and the name of the service are merged into it. Default: the SDK's default resource. */
  readonly resource?: Resource | undefined;
  /** In the place of `OTEL_NODE_RESOURCE_DETECTORS`. */
  readonly resourceDetectors?: readonly object[] | undefined;
  /** `false`: nothing is detected. Default `true`. */
  readonly autoDetectResources?: boolean | undefined;
  readonly idGenerator?: IdGenerator | undefined;
  /** Each limit counts more than its variable. */
  readonly spanLimits?: object | undefined;
  /** In the place of `OTEL_TRACES_EXPORTER`; its spans go out in batches. */
  readonly traceExporter?: SpanExporter | undefined;
  /** Further span processors, beside the exporters. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  /** Further readers, beside `OTEL_METRICS_EXPORTER`. */
  readonly metricReaders?: readonly object[] | undefined;
  /** Of metrics. */
  readonly views?: readonly object[] | undefined;
  /** Further processors, beside `OTEL_LOGS_EXPORTER`. */
  readonly logRecordProcessors?: readonly object[] | undefined;
}

const MAX_UNKNOWN = 16;
const MAX_NAME = 64;

/** What a part has to be, in the words of a problem. */
const EXPECTED: Readonly<Record<keyof SdkParts, readonly [text: string, holds: (value: unknown) => boolean]>> = {
  sampler: ['a sampler', (value) => can(value, 'shouldSample')],
  textMapPropagator: ['a propagator or null', (value) => value === null || can(value, 'inject', 'extract', 'fields')],
  contextManager: ['a context manager', (value) => can(value, 'active', 'with', 'bind', 'enable')],
  resource: ['a resource', (value) => can(value, 'merge')],
  resourceDetectors: ['an array of detectors', (value) => areAll(value, 'detect')],
  autoDetectResources: ['a boolean', (value) => typeof value === 'boolean'],
  idGenerator: ['a generator of ids', (value) => can(value, 'generateTraceId', 'generateSpanId')],
  spanLimits: ['an object', isObject],
  traceExporter: ['an exporter of spans', (value) => can(value, 'export', 'shutdown')],
  spanProcessors: ['an array of processors', (value) => areAll(value, 'onStart', 'onEnd', 'forceFlush', 'shutdown')],
  metricReaders: ['an array of readers', (value) => areAll(value, 'forceFlush', 'shutdown')],
  views: ['an array of views', (value) => areAll(value)],
  logRecordProcessors: ['an array of processors', (value) => areAll(value, 'onEmit', 'forceFlush', 'shutdown')],
};

/** The parts that are given and can be used. Each other one is a problem, and the environment decides in its place. */
export function usableParts(options: SdkParts, problems: Problem[]): SdkParts {
  const given = options as Members;
  const usable: Members = {};
  for (const [name, [expected, holds]] of Object.entries(EXPECTED)) {
    const value = given[name];
    if (value === undefined) continue;
    if (holds(value)) usable[name] = value;
    else problems.push({ text: `initializeOtel got no usable \`${name}\``, fix: `pass ${expected}` });
  }
  return usable;
}

/** The instrumentations that can be registered, which may be in lists of their own. Others are one problem. */
export function usableInstrumentations(given: unknown, problems: Problem[]): Instrumentation[] {
  const each = (Array.isArray(given) ? given : [given]).flat(Infinity) as unknown[];
  const usable = each.filter(isInstrumentation);
  if (usable.length < each.length) {
    problems.push({
      text: 'initializeOtel got no usable `instrumentations`',
      fix: 'pass an array of instrumentations',
    });
  }
  return usable;
}

/** The name of the service, if it is one. An empty one counts as not given, as in the environment. */
export function usableName(given: unknown, problems: Problem[]): string | undefined {
  if (given === undefined || typeof given === 'string') return given?.trim() || undefined;
  problems.push({ text: 'initializeOtel got no usable `serviceName`', fix: 'pass a string' });
  return undefined;
}

/** One problem for each option that does not exist. */
export function unknownParts(options: object): Problem[] {
  const known = [...Object.keys(EXPECTED), 'serviceName', 'sqs', 'instrumentations'];
  return Object.entries(options)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .slice(0, MAX_UNKNOWN)
    .map(([name]) => {
      const meant = name.length > MAX_NAME ? undefined : nearest(name, known);
      const text = `initializeOtel has no option \`${name.slice(0, MAX_NAME)}\``;
      return { text, fix: meant === undefined ? 'take it out' : `did you mean \`${meant}\`?` };
    });
}

function isInstrumentation(value: unknown): value is Instrumentation {
  return can(value, 'enable', 'disable', 'setTracerProvider');
}

/** What a file decides about, so that the code cannot. @returns undefined if nothing of it is given */
export function leftToFile(parts: SdkParts, file: string): Problem | undefined {
  const names = Object.keys(parts).filter((name) => name !== 'textMapPropagator');
  if (names.length === 0) return undefined;
  return { text: `initializeOtel cannot use \`${names.join('`, `')}\` beside a file`, fix: `say it in ${file}` };
}

/** What the status says of parts: by what they say of themselves. */
export function shownParts({ sampler, textMapPropagator }: SdkParts): Partial<Settings> {
  return {
    ...(sampler !== undefined && { sampler: String(sampler), samplerRatio: undefined }),
    ...(textMapPropagator !== undefined && {
      propagators: textMapPropagator === null ? [] : [textMapPropagator.constructor.name],
    }),
  };
}

function can(value: unknown, ...methods: readonly string[]): boolean {
  return isObject(value) && methods.every((method) => typeof value[method] === 'function');
}

function areAll(value: unknown, ...methods: readonly string[]): boolean {
  return Array.isArray(value) && value.every((each) => isObject(each) && can(each, ...methods));
}
