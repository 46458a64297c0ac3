import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer as createHttpServer } from 'node:http';
import { type ServerHttp2Stream, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Readable } from 'node:stream';

interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server that answers one request after the other as it is told to, and takes all others. */
export interface ReplyingServer<Reply> {
  readonly url: string;
  readonly received: ReceivedRequest[];
  /** For the requests to come. */
  readonly replies: ((response: Reply) => void)[];
  /** All connections that there were. */
  readonly sockets: Socket[];
  reset(): void;
  stop(): Promise<void>;
}

/** Headers tell the method and the path, as in HTTP/2. */
export function startHttpServer(): Promise<ReplyingServer<ServerResponse>> {
  const server = createHttpServer();
  const receive = receiver<ServerResponse>((response) => void response.end());
  server.on('request', (request, response) =>
    receive.take(request, { ...request.headers, ':method': request.method, ':path': request.url }, response),
  );
  return listening(server, receive);
}

/** Speaks HTTP/2 without TLS, and says OK as gRPC does. */
export function startHttp2Server(): Promise<ReplyingServer<ServerHttp2Stream>> {
  const server = createHttp2Server();
  const receive = receiver<ServerHttp2Stream>((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end();
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    receive.take(stream, headers, stream);
  });
  return listening(server, receive);
}

/** Sees which connections that are made from now on keep this process alive. */
export function watchConnections(): { held(): boolean[]; stop(): void } {
  const sockets: Socket[] = [];
  const listener = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', listener);
  return {
    // The types of Node.js leave it out.
    held: () => sockets.map((socket) => (socket as unknown as { _handle: { hasRef(): boolean } })['_handle'].hasRef()),
    stop: () => void unsubscribe('net.client.socket', listener),
  };
}

interface Receiver<Reply> extends Pick<ReplyingServer<Reply>, 'received' | 'replies'> {
  take(request: Readable, headers: IncomingHttpHeaders, response: Reply): void;
}

function receiver<Reply>(usual: (response: Reply) => void): Receiver<Reply> {
  const received: ReceivedRequest[] = [];
  const replies: ((response: Reply) => void)[] = [];
  return {
    received,
    replies,
    take(request, headers, response) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers, body: Buffer.concat(chunks) });
        (replies.shift() ?? usual)(response);
      });
    },
  };
}

async function listening<Reply>(
  server: Server,
  { received, replies }: Receiver<Reply>,
): Promise<ReplyingServer<Reply>> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    replies,
    sockets,
    reset() {
      received.splice(0);
      replies.splice(0);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
