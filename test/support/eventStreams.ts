import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import {
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  createServer as createHttp2Server,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { type ClientConfig, testClientConfig } from './awsServer';

export type Protocol = 'HTTP/1' | 'HTTP/2';

/** What a service streams, and what happens then: its end, or the connection is lost, or nothing at all. */
export interface StreamedAnswer {
  readonly events: readonly Uint8Array[];
  readonly ending?: 'end' | 'lost' | 'nothing';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that streams events. */
export interface StreamServer {
  readonly clientConfig: ClientConfig;
  /** The first event comes with the headers, all others a moment later. */
  answerWith(answer: StreamedAnswer): void;
  /** The bodies of the requests so far. */
  readonly received: readonly Buffer[];
  stop(): Promise<void>;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text),
);

/** One event as it comes over the wire. @see https://smithy.io/2.0/aws/amazon-eventstream.html */
export function streamedEvent(type: string, body: object | string, kind: 'event' | 'exception' = 'event'): Uint8Array {
  const json = typeof body === 'object';
  const headers = {
    ':message-type': { type: 'string', value: kind },
    [`:${kind}-type`]: { type: 'string', value: type },
    ':content-type': { type: 'string', value: json ? 'application/json' : 'application/octet-stream' },
  } as const;
  return codec.encode({ headers, body: Buffer.from(json ? JSON.stringify(body) : body) });
}

/** A chunk of a model's own JSON. */
export function modelChunk(body: object): Uint8Array {
  return streamedEvent('chunk', { bytes: Buffer.from(JSON.stringify(body)).toString('base64') });
}

/** A loop that is left at the first event. */
export async function leave(stream: AsyncIterable<object>): Promise<void> {
  for await (const each of stream) if (Object.keys(each).length > 0) break;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export async function startStreamServer(protocol: Protocol): Promise<StreamServer> {
  let answer: StreamedAnswer = { events: [] };
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();

  const lose = (response: Response): void => {
    if (protocol === 'HTTP/1') response.destroy();
    else for (const socket of sockets) socket.destroy();
  };
  const respond = (request: Request, response: Response): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => void received.push(Buffer.concat(chunks)));
    request.on('error', () => undefined);
    const { events, ending = 'end', headers } = answer;
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', ...headers });
    write(response, events.slice(0, 1));
    const timer = setTimeout(() => {
      timers.delete(timer);
      write(response, events.slice(1));
      if (ending === 'end') response.end();
      else if (ending === 'lost') setImmediate(lose, response);
    }, 20);
    timers.add(timer);
  };
  const server: Server | Http2Server = protocol === 'HTTP/1' ? createServer(respond) : createHttp2Server(respond);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => void sockets.delete(socket));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  return {
    clientConfig: testClientConfig((server.address() as AddressInfo).port),
    answerWith: (given) => void (answer = given),
    received,
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function write(response: Response, events: readonly Uint8Array[]): void {
  if (events.length > 0) (response as ServerResponse).write(Buffer.concat(events));
}
