import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientConfig, testClientConfig } from './awsServer';

/** One request as it came over the wire, to the byte. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An answer; without a body an empty JSON object. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}

/** A server that answers as it is told. */
export interface CannedServer {
  readonly clientConfig: ClientConfig;
  /** All requests so far, oldest first; every attempt of a retried call is one. */
  readonly requests: readonly WireRequest[];
  /** The JSON body of the one request so far; fails if there are more or none. */
  body<T = Record<string, unknown>>(): T;
  /** Who answers from now on. */
  answerWith(answer: Answer | ((request: WireRequest) => Answer)): void;
  /** Forgets the requests, and answers with empty objects again. */
  reset(): void;
  stop(): Promise<void>;
}

const REQUEST_ID = 'a1b2c3d4-0000-4000-8000-00000000abcd';

/**
 * A server on a port of its own that takes requests of any service, for those that nobody emulates: what it answers is
 * what the service was seen to answer.
 */
export async function startCannedServer(): Promise<CannedServer> {
  const requests: WireRequest[] = [];
  let answer: (request: WireRequest) => Answer = () => ({});
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, text: Buffer.concat(chunks).toString('utf8') };
      requests.push(request);
      const { status = 200, headers: answered = {}, body = {} } = answer(request);
      const type = headers['content-type']?.includes('json') === true ? headers['content-type'] : 'application/json';
      response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': REQUEST_ID, ...answered });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    clientConfig: testClientConfig((server.address() as AddressInfo).port),
    requests,
    body<T>() {
      const [request, another] = requests;
      if (request === undefined || another !== undefined) throw new Error(`${requests.length} requests came, not one`);
      return JSON.parse(request.text) as T;
    },
    answerWith: (given) => void (answer = typeof given === 'function' ? given : () => given),
    reset() {
      requests.splice(0);
      answer = () => ({});
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections(); // clients keep theirs alive
      }),
  };
}
