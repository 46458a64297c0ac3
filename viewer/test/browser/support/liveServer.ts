import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Filter, PageData, TraceSource } from '../../../src/model/source';
import { renderPage } from '../../../src/renderPage';

/** What a page asks over HTTP, answered by any source. */
export interface LiveServer {
  readonly url: string;
  /** What was asked, without what is not of the API. */
  readonly asked: string[];
  /** Tells all pages that there is something new. */
  changed(): void;
  stop(): Promise<void>;
}

/** Serves the page and what it asks, on a free port. */
export async function startLiveServer(source: TraceSource, title = 'Messages'): Promise<LiveServer> {
  const data: PageData = { live: true, title };
  const watching = new Set<ServerResponse>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(renderPage(data).html);
      return;
    }
    if (url.pathname === '/api/watch') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(':\n\n');
      watching.add(response);
      response.on('close', () => watching.delete(response));
      return;
    }
    asked.push(`${url.pathname}${url.search}`);
    void answer(source, url).then((found) => {
      response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(found ?? { error: 'not here' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    changed() {
      for (const response of watching) response.write('event: changed\ndata: {}\n\n');
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(source: TraceSource, { pathname, searchParams: query }: URL): Promise<unknown> {
  const filter = filterOf(query);
  if (pathname === '/api/messages') {
    return source.messages(filter, { offset: Number(query.get('offset')), limit: Number(query.get('limit')) });
  }
  if (pathname === '/api/message') return source.message(query.get('id') ?? '');
  if (pathname === '/api/map') return source.map(filter);
  return pathname === '/api/plots' ? source.plots(filter) : undefined;
}

function filterOf(query: URLSearchParams): Filter {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const text = (name: string) => query.get(name) ?? undefined;
  return {
    errors: query.get('errors') === 'true' || undefined,
    service: text('service'),
    destination: text('destination'),
    outcome: text('outcome') as Filter['outcome'],
    slowerThan: number('slowerThan'),
    text: text('text'),
    from: number('from'),
    to: number('to'),
  };
}
