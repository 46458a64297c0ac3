import { type Env, envFlag, list, millis, envText } from './env';
import type { Problem } from './problem';

/** The protocols of OTLP, by the names of OTEL_EXPORTER_OTLP_PROTOCOL. */
export type Protocol = 'grpc' | 'http/json' | 'http/protobuf';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Where a signal goes over OTLP, as the environment has it. */
export interface Endpoint {
  readonly protocol: Protocol;
  /** The protocol was not asked for, and follows from the port. */
  readonly guessed: boolean;
  /** What is sent to; undefined if what is configured is no URL. */
  readonly url: URL | undefined;
  /** Whether any variable names an endpoint; else it is the default one, on this machine. */
  readonly configured: boolean;
  /** What the variable says, or the default. */
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
      text: `${name} is no URL: '${withoutSecrets(given)}'`,
      fix: `write it with its scheme, as http://${HOST_AND_PORT.test(given) ? given : `collector:${HTTP_PORT}`}`,
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
      ...headersOf(envText(env, `${ALL}HEADERS`), problems),
      ...headersOf(envText(env, `${prefix}HEADERS`), problems),
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

/** A URL as it may be shown: without user, password and what the query says. */
export function withoutSecrets(given: string): string {
  return given.replace(/\/\/[^/@]*@/, '//***@').replace(/=[^&#]+/g, '=***');
}

/** The port that belongs to the other protocol, if that is what the endpoint has. */
export function hasWrongPort({ protocol, url }: Endpoint): boolean {
  return url?.port === (protocol === 'grpc' ? HTTP_PORT : GRPC_PORT);
}

/** OpenTelemetry's default is HTTP, but port 4317 is assigned to OTLP over gRPC, and nothing else listens there. */
function resolveProtocol(
  env: Env,
  prefix: string,
  endpoint: string | undefined,
  problems: Problem[],
): Pick<Endpoint, 'protocol' | 'guessed'> {
  const given = envText(env, `${prefix}PROTOCOL`, `${ALL}PROTOCOL`);
  if (given !== undefined && PROTOCOLS.includes(given)) return { protocol: given as Protocol, guessed: false };
  if (given !== undefined) {
    problems.push({
      text: `OTEL_EXPORTER_OTLP_PROTOCOL is '${given}', http/protobuf is used`,
      fix: `set it to one of ${PROTOCOLS.join(', ')}`,
    });
    return { protocol: 'http/protobuf', guessed: false };
  }
  const grpc = endpoint !== undefined && new RegExp(`:${GRPC_PORT}/?$`).test(endpoint);
  return { protocol: grpc ? 'grpc' : 'http/protobuf', guessed: grpc };
}

const HOST_AND_PORT = /^[\w.-]+:\d+(?:\/|$)/;

function parse(given: string, protocol: Protocol, insecure: boolean): URL | undefined {
  // gRPC takes a bare host and port, and OTEL_EXPORTER_OTLP_INSECURE decides then.
  const bare = protocol === 'grpc' && HOST_AND_PORT.test(given);
  try {
    const url = new URL(bare ? `${insecure ? 'http' : 'https'}://${given}` : given);
    return ['http:', 'https:'].includes(url.protocol) && url.hostname !== '' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** `Authorization=Basic abc==,tenant=7`: percent-encoded as in baggage, though most people do not. */
function headersOf(value: string | undefined, problems: Problem[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of list(value)) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    if (name === '') {
      problems.push({
        text: 'OTEL_EXPORTER_OTLP_HEADERS has a part without a name',
        fix: 'write name=value,name=value',
      });
    } else headers[name] = decoded(pair.slice(at + 1).trim());
  }
  return headers;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
