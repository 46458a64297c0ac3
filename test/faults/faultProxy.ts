import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, faultsOf } from './faults';

/** How a proxy is to behave; the same does the same. */
export interface FaultPlan {
  readonly seed: number;
  /** From 0 to 1. */
  readonly rate: number;
}

/** A server in front of another one through which not everything comes. */
export interface FaultProxy {
  readonly endpoint: string;
  /** How many requests came, and how many of them went wrong in which way. */
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Requests are told apart by their queue: each queue has faults of its own, by its lane, the last part of its name, so
 * that concurrent lanes do not disturb each other.
 */
export async function startFaultProxy(upstream: number, { seed, rate }: FaultPlan): Promise<FaultProxy> {
  // An idle connection is closed from this side, long before the server does: no request ever meets a closed one.
  const agent = new Agent({ keepAlive: true, timeout: 20_000 });
  const lanes = new Map<string, () => Fault | undefined>();
  const counted = { requests: 0, faults: {} as Record<string, number> };

  const faultFor = (body: Buffer): Fault | undefined => {
    const queue = /"QueueUrl":"[^"]*\/([^"/]+)"/.exec(body.toString('latin1'))?.[1] ?? '';
    const lane = Number(/\d+$/.exec(queue)?.[0] ?? 0);
    let next = lanes.get(queue);
    if (next === undefined) lanes.set(queue, (next = faultsOf(seed * 1_000 + lane, rate)));
    return next();
  };
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const body = await bytesOf(request);
      const { method = 'POST', url: path = '/', headers } = request;
      const fault = faultFor(body);
      counted.requests++;
      if (fault !== undefined) counted.faults[fault] = (counted.faults[fault] ?? 0) + 1;
      const forward = (): Promise<Answer> => send({ agent, port: upstream, method, path, headers }, body);
      await answer(response, fault, forward);
    };
    serve().catch(() => response.destroy());
  });
  // The only connections that break are those that are meant to.
  Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return Object.assign(counted, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
        agent.destroy();
      }),
  });
}

const NOT_JSON = '{"Messages":[{"MessageId":';
const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';
/** What the service says of itself. */
const REFUSALS: Readonly<Record<string, string>> = {
  '429': 'ThrottlingException',
  '500': 'InternalFailure',
  '503': 'ServiceUnavailable',
};

async function answer(
  response: ServerResponse,
  fault: Fault | undefined,
  forward: () => Promise<Answer>,
): Promise<void> {
  switch (fault) {
    case 'reset':
      response.destroy();
      return;
    case 'gateway':
      response.writeHead(502, { 'content-type': 'text/html' }).end(HTML);
      return;
    case '429':
    case '500':
    case '503': {
      const error = { __type: `com.amazonaws.sqs#${REFUSALS[fault]}`, message: 'Please try again.' };
      response.writeHead(Number(fault), { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(error));
      return;
    }
    case 'delayed':
      await sleep(10);
      pass(response, await forward());
      return;
    case undefined:
      pass(response, await forward());
      return;
    default:
      spoil(response, fault, await forward());
  }
}

function pass(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

/** The service has done what it was asked to, and the client does not learn of it. */
function spoil(response: ServerResponse, fault: Fault, { status, headers, body }: Answer): void {
  if (fault === 'lost') response.destroy();
  else if (fault === 'malformed') {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(NOT_JSON);
  } else {
    const rest = { ...headers };
    delete rest['content-length'];
    const length = fault === 'truncated' ? { 'content-length': body.length + 10 } : {};
    response.writeHead(status, { ...rest, ...length });
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }
}

interface Target {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

function send(target: Target, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', ...target }, (response) => {
      bytesOf(response).then(
        (answered) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Like `buffer` of node:stream/consumers, which is several times as slow. */
function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    stream.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    // Whoever breaks off neither ends nor always says so.
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('The connection was closed')));
  });
}
