import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createModel, type Model } from '../model';
import { renderPage } from '../renderPage';
import { answer, answerJson, Refusal } from './answer';
import { Api } from './api';
import { Bodies } from './body';
import { createGuard } from './guard';
import { ingest, refuseExporter, SIGNAL_PATHS, type Take } from './ingest';

/** What a {@link ViewerServer} is started with. */
export interface ViewerServerOptions {
  /** Where OTLP over HTTP and the page are. 0 is any free one. Default 4318. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`: nobody but this machine. */
  readonly host?: string | undefined;
  /** Default: a new one, which keeps 100,000 spans. */
  readonly model?: Model | undefined;
  /** The page's heading. Default `Messages`. */
  readonly title?: string | undefined;
  /** Called with each OTLP JSON request of traces or metrics, before it is kept. */
  readonly onRequest?: ((request: unknown) => void) | undefined;
}

/** A server that takes OTLP and shows it. */
export interface ViewerServer {
  /** The page's address, and the endpoint for exporters: `http://127.0.0.1:4318`. */
  readonly url: string;
  readonly model: Model;
  readonly take: Take;
  /** Ends at once, also what is under way. */
  close(): Promise<void>;
}

/** Slower requests tie up what others need. Milliseconds. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 30_000;
/** An identifier in an address may be of 4,096 characters, each of them nine in it. In bytes. */
const MAX_HEADERS = 64 * 2 ** 10;
const METHODS = new Set(['GET', 'HEAD']);

/**
 * Starts the viewer inside of this process.
 *
 * @throws what the port does not allow, with the `code` of Node.js: `EADDRINUSE`, `EACCES`
 */
export async function startViewer(options: ViewerServerOptions = {}): Promise<ViewerServer> {
  const { port = 4318, model = createModel(), title = 'Messages', onRequest } = options;
  // To Node.js, an empty one is all of them: a variable that is not set must not let others in.
  const host = options.host || '127.0.0.1';
  const take: Take = (signal, request) => {
    if (signal === 'logs') return { spans: 0, reason: '' };
    onRequest?.(request);
    return model.add(request);
  };
  const handle = handlerOf(host, model, title, take);
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, (request, response) => void handle(request, response));
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  await listen(server, port, host);
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://${addressOf(host)}:${given}`,
    model,
    take,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Nobody can go to the address that stands for all of them. */
export function addressOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function handlerOf(host: string, model: Model, title: string, take: Take) {
  const guard = createGuard(host);
  const api = new Api(model.source);
  const bodies = new Bodies();
  const { html, policy } = renderPage({ live: true, title });

  const respond = async (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A link from elsewhere may lead to the page: it is the same for all.
    if (url.pathname === '/') guard.checkHost(request);
    else guard.check(request);
    const signal = SIGNAL_PATHS.get(url.pathname);
    if (signal !== undefined) {
      if (request.method !== 'POST') throw new Refusal(405, 'telemetry comes by POST', { Allow: 'POST' });
      await ingest(signal, request, response, bodies, take);
      return;
    }
    if (!METHODS.has(request.method ?? '')) throw new Refusal(405, 'only to be read', { Allow: 'GET, HEAD' });
    if (url.pathname.startsWith('/api/')) await api.answer(url, request, response);
    else if (url.pathname === '/') {
      answer(response, 200, 'text/html; charset=utf-8', html, {
        'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
      });
    } else throw new Refusal(404, 'nothing is here');
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Whoever goes away in the middle is no reason to end.
    response.on('error', () => undefined);
    const url = urlOf(request);
    try {
      if (url === undefined) throw new Refusal(400, 'no such address');
      await respond(url, request, response);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(request.destroyed ? 400 : 500, 'this went wrong');
      if (url !== undefined && SIGNAL_PATHS.has(url.pathname)) refuseExporter(request, response, refusal);
      else answerJson(response, refusal.status, { error: refusal.message }, refusal.headers);
    }
  };
}

function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  const base = 'http://viewer';
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
