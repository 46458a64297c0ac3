import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FlatSpan, type MetricHead, flatSpans, metricHeads } from './otlp';

/** What stands between an application and a backend: it notes what leaves, and hands it on. */
export interface Tee {
  readonly otlp: string;
  /** The spans that have left the application. */
  readonly spans: readonly FlatSpan[];
  /** The metrics that have left it, as often as they have. */
  readonly metrics: readonly MetricHead[];
  stop(): void;
}

/** A backend that only remembers. */
export async function startSink(): Promise<Tee> {
  return await startTee('', []);
}

/** @param signals what is handed on; the rest ends here */
export async function startTee(backend: string, signals: readonly ('traces' | 'metrics')[]): Promise<Tee> {
  const spans: FlatSpan[] = [];
  const metrics: MetricHead[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { url = '', method = 'POST' } = request;
      const body = await bodyOf(request);
      if (url.endsWith('/traces')) spans.push(...flatSpans(JSON.parse(body)));
      else metrics.push(...metricHeads(JSON.parse(body)));
      if (!signals.some((signal) => url.endsWith(signal))) {
        response.writeHead(200).end('{}');
        return;
      }
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const answer = await fetch(backend + url, { method, body, headers });
      response.writeHead(answer.status).end(await answer.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    otlp: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
