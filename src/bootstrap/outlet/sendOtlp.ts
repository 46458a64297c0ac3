import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { clearTimeout, setTimeout } from 'node:timers';
import { gzipSync } from 'node:zlib';
import type { MessagePort } from 'node:worker_threads';

// This file also runs as the text of a worker thread (sendNow.ts). It imports nothing but Node.js.

/** One export request of OTLP, as it goes over the wire. */
export interface OtlpRequest {
  readonly url: string;
  readonly grpc: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly gzip: boolean;
  /** Certificates for TLS, in PEM format. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** What came back: an answer, or the error of trying. */
export interface OtlpAnswer {
  readonly status?: number | undefined;
  readonly grpcStatus?: number | undefined;
  /** What the answer says about the next attempt. */
  readonly retryAfterMillis?: number | undefined;
  readonly error?: { readonly message: string; readonly code?: string | undefined } | undefined;
  /** Another attempt would be as long. */
  readonly unreachable?: boolean | undefined;
}

/** How long to try. */
export interface Patience {
  readonly limitMillis: number;
  readonly attempts: number;
  readonly backoffMillis: number;
  /** Whether to try again where nobody answers; else only where the answer asks for it. */
  readonly insists: boolean;
  /** How long a connection may take to come about: no socket can be kept from holding the process until then. */
  readonly connectMillis?: number | undefined;
}

const RETRYABLE_STATUS = [429, 502, 503, 504];
/** @see https://opentelemetry.io/docs/specs/otlp/#failures */
const RETRYABLE_GRPC_STATUS = [1, 4, 8, 10, 11, 14, 15];
const BACKOFF_FACTOR = 1.5;

/** Tests of an application replace them later: timers.ts. */
const [setTimer, clearTimer] = [setTimeout, clearTimeout];

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
const sessions = new Map<string, ClientHttp2Session>();

/** Of an error there is no status. */
export function isSuccess({ status = 0, grpcStatus }: OtlpAnswer): boolean {
  return grpcStatus === undefined ? status >= 200 && status < 300 : grpcStatus === 0;
}

/** Sends a request until it arrives or patience ends. It never rejects, and keeps no process alive. */
export async function deliver(request: OtlpRequest, patience: Patience): Promise<OtlpAnswer> {
  const deadline = Date.now() + patience.limitMillis;
  let backoff = patience.backoffMillis;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendOtlp(request, Math.max(deadline - Date.now(), 1), patience.connectMillis);
    if (isSuccess(answer) || attempt >= patience.attempts || !isRetryable(answer, patience.insists)) return answer;
    const pause = answer.retryAfterMillis ?? backoff * (0.8 + Math.random() * 0.4);
    if (Date.now() + pause >= deadline) return answer;
    backoff *= BACKOFF_FACTOR;
    await new Promise<void>((resolve) => void setTimer(resolve, pause).unref());
  }
}

/**
 * Answers requests that come through a port, in a worker thread: `turn` is increased with each answer.
 * @public the thread gets it by name, from the text of this file
 */
export function serve(port: MessagePort, turn: Int32Array): void {
  port.on('message', ({ requests, patience }: { requests: readonly OtlpRequest[]; patience: Patience }) => {
    void Promise.all(requests.map((request) => deliver(request, patience))).then((answers) => {
      port.postMessage(answers);
      Atomics.add(turn, 0, 1);
      Atomics.notify(turn, 0);
    });
  });
}

function isRetryable({ status, grpcStatus, error, unreachable }: OtlpAnswer, insists: boolean): boolean {
  if (error !== undefined) return insists && unreachable !== true;
  if (grpcStatus !== undefined) return RETRYABLE_GRPC_STATUS.includes(grpcStatus);
  return status !== undefined && RETRYABLE_STATUS.includes(status);
}

function sendOtlp(request: OtlpRequest, timeoutMillis: number, connectMillis?: number): Promise<OtlpAnswer> {
  return new Promise((resolve) => {
    const body = request.gzip ? gzipSync(request.body) : request.body;
    let attempt: Attempt | undefined;
    const finish = (answer: OtlpAnswer): void => {
      for (const timer of timers) clearTimer(timer);
      resolve(answer);
    };
    const fail = (error: Error, unreachable?: boolean): void => {
      const { code } = error as { code?: unknown };
      const { message } = error;
      finish({
        error: { message: message || String(code), code: typeof code === 'string' ? code : undefined },
        unreachable,
      });
    };
    const giveUp = (unreachable?: boolean): void => {
      fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }), unreachable);
      attempt?.abort();
    };
    const timers = [setTimer(() => giveUp(), timeoutMillis).unref()];
    if (connectMillis !== undefined) {
      timers.push(setTimer(() => void (attempt?.connecting() === true && giveUp(true)), connectMillis).unref());
    }
    try {
      attempt = (request.grpc ? callGrpc : post)(request, body, finish, fail);
    } catch (error) {
      fail(error as Error);
    }
  });
}

interface Attempt {
  readonly abort: () => void;
  readonly connecting: () => boolean;
}

type Finish = (answer: OtlpAnswer) => void;
type Fail = (error: Error) => void;

function post({ url, headers, gzip, tls }: OtlpRequest, body: Uint8Array, finish: Finish, fail: Fail): Attempt {
  const secure = url.startsWith('https:');
  const request = (secure ? requestHttps : requestHttp)(url, {
    method: 'POST',
    agent: secure ? agents.https : agents.http,
    ...tls,
    headers: { ...headers, ...(gzip && { 'content-encoding': 'gzip' }), 'content-length': body.length },
  });
  request.once('socket', (socket) => void socket.unref());
  request.once('response', (response) => {
    const { statusCode: status, headers: answered } = response;
    response.resume();
    response.once('error', () => finish({ status }));
    response.once('end', () => finish({ status, retryAfterMillis: retryAfter(answered['retry-after']) }));
  });
  request.on('error', fail);
  request.end(body);
  return { abort: () => void request.destroy(), connecting: () => request.socket?.connecting !== false };
}

function retryAfter(value: string | undefined): number | undefined {
  const seconds = Number(value);
  return seconds >= 0 ? seconds * 1000 : undefined;
}

/** HTTP/2 is all that it takes. @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function callGrpc({ url, headers, gzip, tls }: OtlpRequest, body: Uint8Array, finish: Finish, fail: Fail): Attempt {
  const { origin, pathname } = new URL(url);
  const session = sessionOf(origin, tls);
  const stream = session.request({
    ...headers,
    ':method': 'POST',
    ':path': pathname,
    ...(gzip && { 'grpc-encoding': 'gzip' }),
    te: 'trailers',
  });
  let status: number | undefined;
  let grpcStatus: number | undefined;
  const read = (fields: Readonly<Record<string, unknown>>): void => {
    if (fields['grpc-status'] !== undefined) grpcStatus = Number(fields['grpc-status']);
  };
  stream.on('response', (fields) => {
    status = fields[':status'];
    read(fields);
  });
  stream.on('trailers', read);
  stream.on('error', fail);
  stream.on('close', () => {
    // A server of HTTP/1 hangs up. One of HTTP/2 that is none of gRPC has no such status, nor has an answer that was cut off.
    const answered = grpcStatus !== undefined || Number(status) >= 300;
    if (answered) finish({ status, grpcStatus });
    else fail(new Error('Protocol error: no status'));
  });
  stream.resume();
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(gzip ? 1 : 0, 0);
  prefix.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([prefix, body]));
  const abort = (): void => {
    stream.close();
    session.destroy();
  };
  return { abort, connecting: () => session.connecting };
}

function sessionOf(origin: string, tls: OtlpRequest['tls']): ClientHttp2Session {
  const open = sessions.get(origin);
  if (open !== undefined && !open.closed && !open.destroyed) return open;
  const session = connect(origin, tls);
  session.unref();
  // Its streams have told of it before.
  session.on('error', () => undefined);
  sessions.set(origin, session);
  return session;
}
