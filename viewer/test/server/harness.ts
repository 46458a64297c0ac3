import { request as send } from 'node:http';
import type { ViewerServer, ViewerServerOptions } from '../../src';
import { startViewer } from '../../src';

/** A server for the tests of one `describe`. */
export function useServer(options: ViewerServerOptions = {}): () => ViewerServer {
  let server: ViewerServer | undefined;
  before(async () => {
    server = await startViewer({ port: 0, ...options });
  });
  after(() => server?.close());
  return () => {
    if (server === undefined) throw new Error('the server has not started');
    return server;
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Asks with any header: `fetch` sends its own `Host`. */
export function ask(url: string, { method, headers = {}, body }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
  });
}

export function jsonOf<T = Readonly<Record<string, unknown>>>({ body }: Answer): T {
  return JSON.parse(body.toString('utf8')) as T;
}
