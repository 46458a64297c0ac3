import { withoutCredentials } from '../../semconv/urls';
import { isObject, membersOf } from '../../values';
import type { Endpoint } from '../endpoint';
import { type Problem, line, messageOf } from '../problem';

/** The ways in which an endpoint can answer, or not answer. */
export type Outcome =
  | 'reachable'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'not_found'
  | 'server_error'
  | 'rejected'
  | 'wrong_protocol'
  | 'forbidden'
  | 'no_directory'
  | 'invalid';

/** The result of a request to an endpoint: an answer or an error. */
export interface Answer {
  readonly status?: number | undefined;
  readonly grpcStatus?: number | undefined;
  readonly error?: unknown;
}

/** Whether spans can be sent to an endpoint, and if not, what is wrong. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Undefined if all is well. */
  readonly problem?: Problem | undefined;
}

const OUTCOMES_OF_CODES: Readonly<Record<string, Outcome>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EPROTO: 'tls',
  ERR_HTTP2_ERROR: 'wrong_protocol',
  ERR_INVALID_URL: 'invalid',
  ERR_ACCESS_DENIED: 'forbidden',
  // What asks for a working directory that is gone.
  uv_cwd: 'no_directory',
};

/** @see https://grpc.io/docs/guides/status-codes/ */
const OUTCOMES_OF_GRPC: Readonly<Record<number, Outcome>> = {
  0: 'reachable',
  4: 'timeout',
  5: 'not_found',
  7: 'unauthorized',
  12: 'not_found',
  14: 'server_error',
  16: 'unauthorized',
};

/** Judges an answer to the exporter or to the connectivity test. */
export function judge(endpoint: Endpoint, answer: Answer): Verdict {
  const outcome = endpoint.url === undefined ? 'invalid' : outcomeOf(answer);
  return outcome === 'reachable' ? { outcome } : { outcome, problem: problemOf(endpoint, outcome, answer) };
}

/** What is wrong, and what to do about it, on one line. */
export function explain(endpoint: Endpoint, error: Error): string {
  const { problem } = judge(endpoint, { error });
  return problem === undefined ? messageOf(error) : line(problem);
}

function outcomeOf({ status, grpcStatus, error }: Answer): Outcome {
  const fromError = outcomeOfError(error);
  if (fromError !== undefined) return fromError;
  if (status !== undefined && status !== 200) return outcomeOfStatus(status);
  if (grpcStatus !== undefined) return OUTCOMES_OF_GRPC[grpcStatus] ?? 'rejected';
  return error === undefined ? 'reachable' : 'unreachable';
}

function outcomeOfStatus(status: number): Outcome {
  if (status < 300) return 'reachable';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || status === 405) return 'not_found';
  return status >= 500 || status === 429 ? 'server_error' : 'rejected';
}

/**
 * The code of a socket error. It can be in the error itself, in its cause, in the error of one of several addresses, or
 * in the text of a gRPC error.
 */
function outcomeOfError(error: unknown): Outcome | undefined {
  if (!isObject(error)) return undefined;
  const { code, message, cause, errors } = error;
  const words = `${String(code)} ${String(message)}`;
  for (const [known, outcome] of Object.entries(OUTCOMES_OF_CODES)) {
    if (words.includes(known)) return outcome;
  }
  if (/HPE_|Parse Error|Protocol error|NGHTTP2/.test(words)) return 'wrong_protocol';
  if (/CERT|TLS|SSL|altname/i.test(words)) return 'tls';
  if (/timed? ?out|deadline/i.test(words)) return 'timeout';
  if (typeof code === 'number') return code >= 100 ? outcomeOfStatus(code) : OUTCOMES_OF_GRPC[code];
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [cause];
  return outcomeOfError(first);
}

function problemOf(endpoint: Endpoint, outcome: Outcome, answer: Answer): Problem {
  const where = withoutCredentials(endpoint.url?.href ?? endpoint.given);
  const grpc = endpoint.protocol === 'grpc';
  const status = answer.status ?? answer.grpcStatus ?? (answer.error as { code?: unknown } | undefined)?.code;
  const ports = `OTLP over HTTP has port 4318, over gRPC 4317 (OTEL_EXPORTER_OTLP_PROTOCOL is ${endpoint.protocol})`;
  const headers = 'OTEL_EXPORTER_OTLP_HEADERS';
  switch (outcome) {
    case 'refused':
      return { text: `${where} refused the connection`, fix: `start the collector, or correct the endpoint; ${ports}` };
    case 'unreachable':
      return {
        text: `${where} cannot be reached${reasonOf(answer)}`,
        fix: 'check the host name, DNS and network policies',
      };
    case 'timeout':
      return { text: `${where} did not answer in time`, fix: `check firewalls and proxies; ${ports}` };
    case 'tls':
      return {
        text: `${where} failed the TLS handshake`,
        fix: 'use http:// for a plain collector, or set OTEL_EXPORTER_OTLP_CERTIFICATE to its certificate authority',
      };
    case 'unauthorized':
      return {
        text: `${where} refused the credentials (${String(status)})`,
        fix:
          Object.keys(endpoint.headers).length === 0
            ? `set ${headers}, as ${headers}="Authorization=Basic <key>"`
            : `correct the value in ${headers} (it has ${Object.keys(endpoint.headers).join(', ')})`,
      };
    case 'not_found':
      return {
        text: `${where} does not take traces (${String(status)})`,
        fix: grpc ? `point OTEL_EXPORTER_OTLP_ENDPOINT to an OTLP receiver; ${ports}` : fixOfPath(endpoint),
      };
    case 'server_error':
      return { text: `${where} has a problem of its own (${String(status)})`, fix: "look into the collector's log" };
    case 'wrong_protocol':
      return {
        text: `${where} does not speak ${grpc ? 'gRPC' : 'HTTP'}`,
        fix: `set OTEL_EXPORTER_OTLP_PROTOCOL=${grpc ? 'http/protobuf' : 'grpc'}, or correct the port; ${ports}`,
      };
    case 'forbidden':
      return {
        text: `the permission model of Node.js keeps spans from ${where}`,
        fix: `start it with ${flagFor(answer.error)}`,
      };
    case 'no_directory':
      return {
        text: `the working directory of the process is gone, and without one no thread starts that sends to ${where}`,
        fix: 'start it in a directory that stays, and not in that of a release',
      };
    case 'invalid':
      return { text: `'${where}' is no URL`, fix: 'write it with its scheme, as http://collector:4318' };
    default:
      return { text: `${where} rejected the request (${String(status)})`, fix: `check its path and ${headers}` };
  }
}

/** What allows it. Node.js 20 does not say so. @see https://nodejs.org/api/permissions.html */
function flagFor(error: unknown): string {
  const [flag] = /--allow-[a-z-]+/.exec(messageOf(error)) ?? [];
  const usual = membersOf(error)['permission'] === 'WorkerThreads' ? '--allow-worker' : '--allow-net';
  return flag ?? usual;
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
function fixOfPath({ url }: Endpoint): string {
  return url?.pathname === '/'
    ? `write the whole address, as ${url.origin}/v1/traces: /v1/traces is added to OTEL_EXPORTER_OTLP_ENDPOINT alone`
    : 'set OTEL_EXPORTER_OTLP_ENDPOINT without a path (/v1/traces is added), or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT with all of it';
}

/** What failed before or beside the network is told as it is: a thread that cannot be started, for instance. */
function reasonOf({ error }: Answer): string {
  return outcomeOfError(error) === undefined ? ` (${messageOf(error)})` : '';
}
