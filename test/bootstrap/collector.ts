import { type IncomingHttpHeaders, createServer } from 'node:http';
import { type AddressInfo, type Socket, createServer as createNetServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { messagesIn, textIn } from './protobuf';

/** A span as it came over the wire. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly scope: string;
  /** Those that are text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

/** One request to the collector. */
interface CollectedRequest {
  readonly path: string;
  readonly contentType: string;
  readonly headers: IncomingHttpHeaders;
  readonly spans: readonly CollectedSpan[];
}

/** An OTLP collector on this machine that keeps what it gets. */
export interface Collector {
  readonly endpoint: string;
  readonly requests: readonly CollectedRequest[];
  spans(name?: string): CollectedSpan[];
  /** Answers everything with this HTTP or gRPC status from now on, and waits before that. */
  answer(status: number, delayMillis?: number): void;
  clear(): void;
  /** Forgets what came, and takes everything again. */
  reset(): void;
  stop(): Promise<void>;
}

/** Takes OTLP over HTTP, in JSON and in protobuf, compressed or not. */
export async function startCollector(): Promise<Collector> {
  const requests: CollectedRequest[] = [];
  let answer = { status: 200, delay: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { headers, url: path = '' } = request;
      const raw = Buffer.concat(chunks);
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const contentType = headers['content-type'] ?? '';
      const { status: code, delay } = answer;
      const spans = /metrics|logs/.test(path)
        ? []
        : contentType.includes('json')
          ? spansInJson(body)
          : spansInProtobuf(body);
      if (code === 200) requests.push({ path, contentType, headers, spans });
      setTimeout(() => response.writeHead(code, { 'content-type': contentType }).end(), delay);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...recorded(requests),
    answer: (code, delay = 0) => void (answer = { status: code, delay }),
    reset() {
      requests.splice(0);
      answer = { status: 200, delay: 0 };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens, takes everything, and never answers. */
export async function startSilentCollector(): Promise<Pick<Collector, 'endpoint' | 'stop'>> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => void sockets.add(socket.on('error', () => undefined).resume()));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Takes OTLP over gRPC. */
export async function startGrpcCollector(): Promise<Collector> {
  const requests: CollectedRequest[] = [];
  let answer = { code: status.OK as number, delay: 0 };
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const server = new Server();
  const asTheyAre = (bytes: Buffer): Buffer => bytes;
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asTheyAre,
    requestDeserialize: asTheyAre,
    responseSerialize: asTheyAre,
    responseDeserialize: asTheyAre,
  };
  server.addService(
    { export: method },
    {
      export: (
        call: { request: Buffer; metadata: { getMap(): object } },
        callback: (error: object | null, value?: Buffer) => void,
      ) => {
        const { code, delay } = answer;
        const headers = call.metadata.getMap() as IncomingHttpHeaders;
        if (code === 0) {
          requests.push({ path, contentType: 'application/grpc', headers, spans: spansInProtobuf(call.request) });
        }
        setTimeout(() => {
          if (code === 0) callback(null, Buffer.alloc(0));
          else callback({ code, details: `status ${code}` });
        }, delay);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ...recorded(requests),
    answer: (code, delay = 0) => void (answer = { code, delay }),
    reset() {
      requests.splice(0);
      answer = { code: status.OK, delay: 0 };
    },
    stop: async () => server.forceShutdown(),
  };
}

function recorded(requests: CollectedRequest[]): Pick<Collector, 'requests' | 'spans' | 'clear'> {
  return {
    requests,
    spans: (name) =>
      requests.flatMap((request) => request.spans).filter((span) => name === undefined || span.name === name),
    clear: () => void requests.splice(0),
  };
}

/** @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
function spansInProtobuf(body: Buffer): CollectedSpan[] {
  return messagesIn(body, 1).flatMap((resourceSpans) => {
    const resource = textsIn(messagesIn(resourceSpans, 1).flatMap((each) => messagesIn(each, 1)));
    return messagesIn(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = textIn(messagesIn(scopeSpans, 1)[0] ?? Buffer.alloc(0), 1);
      return messagesIn(scopeSpans, 2).map((span) => ({
        name: textIn(span, 5),
        traceId: textIn(span, 1, 'hex'),
        spanId: textIn(span, 2, 'hex'),
        parentSpanId: textIn(span, 4, 'hex'),
        links: messagesIn(span, 13).map((link) => ({
          traceId: textIn(link, 1, 'hex'),
          spanId: textIn(link, 2, 'hex'),
        })),
        scope,
        attributes: textsIn(messagesIn(span, 9)),
        resource,
      }));
    });
  });
}

function textsIn(attributes: readonly Buffer[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const attribute of attributes) {
    const [value] = messagesIn(attribute, 2);
    if (value !== undefined) texts[textIn(attribute, 1)] = textIn(value, 1);
  }
  return texts;
}

interface JsonAttribute {
  key: string;
  value: { stringValue?: string };
}

interface JsonRequest {
  resourceSpans?: {
    resource: { attributes: JsonAttribute[] };
    scopeSpans: {
      scope: { name: string };
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        links?: { traceId: string; spanId: string }[];
        attributes?: JsonAttribute[];
      }[];
    }[];
  }[];
}

function spansInJson(body: Buffer): CollectedSpan[] {
  const { resourceSpans = [] } = JSON.parse(body.toString('utf8')) as JsonRequest;
  return resourceSpans.flatMap(({ resource: { attributes }, scopeSpans }) => {
    const resource = textsOf(attributes);
    return scopeSpans.flatMap(({ scope, spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId = '', links = [], ...span }) => ({
        name,
        traceId,
        spanId,
        parentSpanId,
        links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
        scope: scope.name,
        attributes: textsOf(span.attributes ?? []),
        resource,
      })),
    );
  });
}

function textsOf(attributes: readonly JsonAttribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}
