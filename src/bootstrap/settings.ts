import { type ServiceName, entryFile, fallbackServiceName } from './appPackage';
import { configFileOf } from './configFile';
import { type Endpoint, resolveEndpoint } from './endpoint';
import { type Env, envFlag, list, millis, envText, percentDecoded } from './env';
import { type Problem, quoted } from './problem';
import { ATTR_SERVICE_VERSION } from '../semconv/resource';
import { LINKED, LINKED_ROOT } from './samplers';

/** All settings for telemetry in the environment, with defaults. */
export interface Settings {
  readonly disabled: boolean;
  readonly service: ServiceName;
  /** `service.version` of the resource. */
  readonly serviceVersion: string | undefined;
  /** The file that decides about the SDK in the place of the other variables. */
  readonly configFile: string | undefined;
  /** Whether this process runs a Lambda function. */
  readonly inFunction: boolean;
  /** Names of trace exporters. The list is empty for `none`. */
  readonly exporters: readonly string[];
  /** Whether no variable sets an exporter or an endpoint. */
  readonly nothingChosen: boolean;
  readonly endpoint: Endpoint;
  readonly sampler: string;
  /** The ratio, for samplers that have one. */
  readonly samplerRatio: number | undefined;
  readonly propagators: readonly string[];
  readonly logLevel: string | undefined;
  readonly consoleFallback: boolean;
  readonly testSpan: boolean;
  readonly connectivityTest: boolean;
  readonly shutdownTimeoutMillis: number;
  /** Variables that the SDK must find in the environment, so that it follows these settings. */
  readonly sdkEnv: Env;
  readonly problems: readonly Problem[];
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  LINKED_ROOT,
  LINKED,
];
const TIMEOUTS = ['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) => `OTEL_EXPORTER_OTLP_${signal}TIMEOUT`);
const FUNCTION_NAME = 'AWS_LAMBDA_FUNCTION_NAME';
const MIN_PLAUSIBLE_TIMEOUT = 100;
const SHUTDOWN_TIMEOUT = 'OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT';
const DEFAULT_SHUTDOWN_TIMEOUT = 3000;

/**
 * Reads the environment. It never throws: a value that cannot be used becomes an entry of `problems`.
 * @param serviceName counts more than the environment
 * @param ofResource the name of the service in the application's own resource: it counts more than what can be guessed
 */
export function resolveSettings(env: Env = process.env, serviceName?: string, ofResource?: string): Settings {
  const problems: Problem[] = [];
  const endpoint = resolveEndpoint(env, problems);
  const service = resolveService(env, serviceName, ofResource);
  const serviceVersion = envText(env, 'OTEL_SERVICE_VERSION');
  const [sampler, samplerRatio] = resolveSampler(env, problems);
  const chosen = list(envText(env, 'OTEL_TRACES_EXPORTER'));
  const production = envText(env, 'NODE_ENV') === 'production';
  const nothingChosen = chosen.length === 0 && !endpoint.configured;
  const fallback = envFlag(env, 'OTEL_CONSOLE_FALLBACK');
  const inFunction = functionName(env) !== undefined;
  // In Lambda nobody sits at a terminal, and each line costs.
  const watched = !production && !inFunction;
  const printed = !endpoint.configured && (fallback ?? (nothingChosen && watched));
  // As in the SDK, `none` counts where it comes first.
  const exporters =
    chosen[0] === 'none' ? [] : (chosen.length === 0 ? ['otlp'] : chosen).filter((name) => name !== 'none');
  return {
    disabled: envFlag(env, 'OTEL_SDK_DISABLED') ?? false,
    service,
    serviceVersion,
    configFile: configFileOf(env),
    inFunction,
    exporters: printed ? exporters.map((name) => (name === 'otlp' ? 'waterfall' : name)) : exporters,
    nothingChosen,
    endpoint,
    sampler,
    samplerRatio,
    propagators: resolvePropagators(env),
    logLevel: envText(env, 'OTEL_LOG_LEVEL')?.toLowerCase(),
    consoleFallback: fallback ?? false,
    testSpan: envFlag(env, 'OTEL_BOOTSTRAP_TEST_SPAN') ?? false,
    connectivityTest: envFlag(env, 'OTEL_BOOTSTRAP_CONNECTIVITY_TEST') ?? false,
    shutdownTimeoutMillis: resolveShutdownTimeout(env, problems),
    sdkEnv: {
      OTEL_SERVICE_NAME: service.name,
      ...(serviceVersion !== undefined && { OTEL_RESOURCE_ATTRIBUTES: withVersion(env, serviceVersion) }),
      // The SDK gets the sampler itself where it does not know the name.
      OTEL_TRACES_SAMPLER: sampler === LINKED ? LINKED_ROOT : sampler,
      OTEL_TRACES_SAMPLER_ARG: samplerRatio === undefined ? undefined : String(samplerRatio),
      // Metrics and logs are only exported if a variable asks for it, because a backend for traces answers them with
      // errors.
      OTEL_METRICS_EXPORTER: envText(env, 'OTEL_METRICS_EXPORTER') ?? 'none',
      OTEL_LOGS_EXPORTER: envText(env, 'OTEL_LOGS_EXPORTER') ?? 'none',
      // With this variable, the SDK would replace the logger that is set up here.
      OTEL_LOG_LEVEL: undefined,
      ...(endpoint.guessed && { OTEL_EXPORTER_OTLP_PROTOCOL: endpoint.protocol }),
      ...resolveTimeouts(env, problems),
    },
    problems,
  };
}

function resolveService(env: Env, option: string | undefined, ofResource: string | undefined): ServiceName {
  if (option !== undefined) return { name: option, source: 'options' };
  const name = envText(env, 'OTEL_SERVICE_NAME');
  if (name !== undefined) return { name, source: 'OTEL_SERVICE_NAME' };
  const attributes = list(envText(env, 'OTEL_RESOURCE_ATTRIBUTES'));
  const attribute = attributes.findLast((pair) => /^service\.name\s*=/.test(pair));
  const value = attribute?.slice(attribute.indexOf('=') + 1).trim();
  if (value) return { name: percentDecoded(value), source: 'OTEL_RESOURCE_ATTRIBUTES' };
  if (ofResource !== undefined) return { name: ofResource, source: 'the resource' };
  const lambda = functionName(env);
  return lambda === undefined ? fallbackServiceName(entryFile()) : { name: lambda, source: FUNCTION_NAME };
}

/** OTEL_SERVICE_VERSION counts more than what the list says, as OTEL_SERVICE_NAME does: the last one of a name counts. */
function withVersion(env: Env, version: string): string {
  const attributes = envText(env, 'OTEL_RESOURCE_ATTRIBUTES');
  const own = `${ATTR_SERVICE_VERSION}=${encodeURIComponent(version)}`;
  return attributes === undefined ? own : `${attributes},${own}`;
}

/** The name of the Lambda function that this process runs. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function functionName(env: Env): string | undefined {
  return envText(env, FUNCTION_NAME);
}

// Names in any case: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#enum

/**
 * The sampler. Unless the environment sets another one, all traces are recorded and decisions made upstream are kept.
 */
function resolveSampler(env: Env, problems: Problem[]): [name: string, ratio: number | undefined] {
  const given = envText(env, 'OTEL_TRACES_SAMPLER')?.toLowerCase();
  const known = given !== undefined && SAMPLERS.includes(given);
  const name = known ? given : LINKED_ROOT;
  if (given !== undefined && !known) {
    problems.push({
      text: `OTEL_TRACES_SAMPLER is ${quoted(given)}, ${name} is used`,
      fix: `set it to one of ${SAMPLERS.join(', ')}`,
    });
  }
  if (!name.endsWith('traceidratio')) return [name, undefined];
  const argument = envText(env, 'OTEL_TRACES_SAMPLER_ARG');
  const ratio = argument === undefined ? 1 : Number(argument);
  if (ratio >= 0 && ratio <= 1) return [name, ratio];
  problems.push({
    text: `OTEL_TRACES_SAMPLER_ARG is ${quoted(argument ?? '')}, 1 is used`,
    fix: 'set it to a number from 0 to 1',
  });
  return [name, 1];
}

function resolvePropagators(env: Env): string[] {
  const names = list(envText(env, 'OTEL_PROPAGATORS')?.toLowerCase());
  return names.includes('none') ? [] : names.length > 0 ? names : ['tracecontext', 'baggage'];
}

function resolveShutdownTimeout(env: Env, problems: Problem[]): number {
  const value = envText(env, SHUTDOWN_TIMEOUT);
  const duration = value === undefined ? DEFAULT_SHUTDOWN_TIMEOUT : millis(value);
  if (duration !== undefined) return duration;
  problems.push({
    text: `${SHUTDOWN_TIMEOUT} is ${quoted(value ?? '')}, which is no duration, 3s is used`,
    fix: `set it with its unit, as ${SHUTDOWN_TIMEOUT}=3s`,
  });
  return DEFAULT_SHUTDOWN_TIMEOUT;
}

function resolveTimeouts(env: Env, problems: Problem[]): Env {
  const changes: Record<string, string> = {};
  for (const name of TIMEOUTS) {
    const value = envText(env, name);
    if (value === undefined) continue;
    const duration = millis(value);
    if (duration !== undefined && duration > 0) changes[name] = String(duration);
    if (duration === undefined || duration < MIN_PLAUSIBLE_TIMEOUT) {
      const meaning = duration === undefined ? 'no duration, 10s is used' : `${duration} milliseconds`;
      problems.push({
        text: `${name} is ${quoted(value)}, which is ${meaning}`,
        fix: `set it with its unit, as ${name}=10s`,
      });
    }
  }
  return changes;
}
