import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Env, envFlag, list, millis, envText, percentDecoded } from './env';
import { withoutCredentials } from '../semconv/urls';
import { type Problem, quoted } from './problem';

/** The protocols of OTLP, by the names of OTEL_EXPORTER_OTLP_PROTOCOL. */
export type Protocol = 'grpc' | 'http/json' | 'http/protobuf';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Where a signal goes over OTLP, as the environment has it. */
export interface Endpoint {
  readonly protocol: Protocol;
  /** Whether the protocol follows from the port, because no variable sets it. */
  readonly guessed: boolean;
  /** What is sent to; undefined if what is configured is no URL. */
  readonly url: URL | undefined;
  /** Whether any variable sets an endpoint. Without one, it is the default on this machine. */
  readonly configured: boolean;
  /** The value of the variable, or the default. */
  readonly given: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: string;
  /** Files in PEM format, for TLS. */
  readonly certificates: Readonly<Record<'ca' | 'cert' | 'key', string | undefined>>;
}

const ALL = 'OTEL_EXPORTER_OTLP_';

const PROTOCOLS: readonly string[] = ['grpc', 'http/json', 'http/protobuf'] satisfies Protocol[];
const GRPC_PORT = '4317';
const HTTP_PORT = '4318';
const DEFAULT_TIMEOUT = 10_000;

/**
 * Reads where a signal goes.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function resolveEndpoint(env: Env, problems: Problem[], signal: Signal = 'traces'): Endpoint {
  const prefix = `${ALL}${signal.toUpperCase()}_`;
  const own = envText(env, `${prefix}ENDPOINT`);
  const base = envText(env, `${ALL}ENDPOINT`);
  const { protocol, guessed } = resolveProtocol(env, prefix, own ?? base, problems);
  const given =
    own ?? base ?? (protocol === 'grpc' ? `http://localhost:${GRPC_PORT}` : `http://localhost:${HTTP_PORT}`);
  const insecure = envFlag(env, `${prefix}INSECURE`) ?? envFlag(env, `${ALL}INSECURE`) ?? false;
  const url = parse(given, protocol, insecure);
  if (url === undefined) {
    const name = own === undefined ? `${ALL}ENDPOINT` : `${prefix}ENDPOINT`;
    problems.push({
      text: `${name} is no URL: ${quoted(given)}`,
      fix: `write it with its scheme, as http://${HOST_AND_PORT.test(given) ? withoutCredentials(given) : `collector:${HTTP_PORT}`}`,
    });
  } else if (protocol !== 'grpc' && own === undefined) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  }
  return {
    protocol,
    guessed,
    url,
    configured: (own ?? base) !== undefined,
    given,
    headers: {
      ...headersOf(env, `${ALL}HEADERS`, problems),
      ...headersOf(env, `${prefix}HEADERS`, problems),
    },
    timeoutMillis: millis(envText(env, `${prefix}TIMEOUT`, `${ALL}TIMEOUT`) ?? '') ?? DEFAULT_TIMEOUT,
    compression: envText(env, `${prefix}COMPRESSION`, `${ALL}COMPRESSION`) ?? 'none',
    certificates: {
      ca: envText(env, `${prefix}CERTIFICATE`, `${ALL}CERTIFICATE`),
      cert: envText(env, `${prefix}CLIENT_CERTIFICATE`, `${ALL}CLIENT_CERTIFICATE`),
      key: envText(env, `${prefix}CLIENT_KEY`, `${ALL}CLIENT_KEY`),
    },
  };
}

/** The port of the endpoint, if it is the standard port of the other protocol. */
export function hasWrongPort({ protocol, url }: Endpoint): boolean {
  return url?.port === (protocol === 'grpc' ? HTTP_PORT : GRPC_PORT);
}

/** OpenTelemetry's default is HTTP. But port 4317 is assigned to OTLP over gRPC, and nothing else listens on it. */
function resolveProtocol(
  env: Env,
  prefix: string,
  endpoint: string | undefined,
  problems: Problem[],
): Pick<Endpoint, 'protocol' | 'guessed'> {
  const variable = envText(env, `${prefix}PROTOCOL`) === undefined ? `${ALL}PROTOCOL` : `${prefix}PROTOCOL`;
  const given = envText(env, variable);
  if (given !== undefined && PROTOCOLS.includes(given)) return { protocol: given as Protocol, guessed: false };
  if (given !== undefined) {
    problems.push({
      text: `${variable} is ${quoted(given)}, http/protobuf is used`,
      fix: `set it to one of ${PROTOCOLS.join(', ')}`,
    });
    return { protocol: 'http/protobuf', guessed: false };
  }
  const grpc = endpoint !== undefined && new RegExp(`:${GRPC_PORT}/?$`).test(endpoint);
  return { protocol: grpc ? 'grpc' : 'http/protobuf', guessed: grpc };
}

const HOST_AND_PORT = /^[\w.-]+:\d+(?:\/|$)/;

function parse(given: string, protocol: Protocol, insecure: boolean): URL | undefined {
  // gRPC accepts a host and port without a scheme. OTEL_EXPORTER_OTLP_INSECURE then decides about TLS.
  const bare = protocol === 'grpc' && HOST_AND_PORT.test(given);
  try {
    const url = new URL(bare ? `${insecure ? 'http' : 'https'}://${given}` : given);
    return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses `Authorization=Basic abc==,tenant=7`. Values should be percent-encoded as in baggage, but most people do not
 * do that.
 */
function headersOf(env: Env, variable: string, problems: Problem[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of list(envText(env, variable))) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    if (name === '') {
      problems.push({
        text: `${variable} has a part without a name`,
        fix: 'write name=value,name=value',
      });
      continue;
    }
    const decoded = percentDecoded(pair.slice(at + 1).trim());
    if (isHeader(name, decoded)) headers[name] = decoded;
    else {
      problems.push({
        text: `${variable} has a header that HTTP does not allow, which is left out`,
        fix: 'write name=value,name=value, with a name of letters, digits and dashes',
      });
    }
  }
  return headers;
}

/** One that Node.js refuses would cost every request. It is not quoted: of `Authorization: Basic abc==`, all is the name. */
function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
