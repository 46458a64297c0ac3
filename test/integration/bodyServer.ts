import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientConfig, testClientConfig } from '../support/awsServer';

/** The size of a body that does not fit into any buffer. */
export const LARGE = 1_000_000;
/** What a response that does not go on has sent. */
export const STARTED = 100_000;

/** A server of objects whose keys say what happens to their bodies. */
export interface BodyServer {
  readonly clientConfig: ClientConfig & { readonly forcePathStyle: true; readonly maxAttempts: 1 };
  stop(): Promise<void>;
}

const LARGE_BODY = Buffer.alloc(LARGE, 'x');

const OBJECTS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  large: (response) => void response.writeHead(200, { 'content-length': LARGE }).end(LARGE_BODY),
  empty: (response) => void response.writeHead(200, { 'content-length': 0 }).end(),
  // The SDK reads a body with a checksum through a stream of its own.
  checked: (response) =>
    void response.writeHead(200, { 'content-length': 5, 'x-amz-checksum-crc32': 'NhCmhg==' }).end('hello'),
  corrupt: (response) =>
    void response.writeHead(200, { 'content-length': 5, 'x-amz-checksum-crc32': 'AAAAAA==' }).end('hello'),
  stalled: (response) =>
    void response.writeHead(200, { 'content-length': LARGE }).write(LARGE_BODY.subarray(0, STARTED)),
  'stalled-checked': (response) =>
    void response
      .writeHead(200, { 'content-length': LARGE, 'x-amz-checksum-crc32': 'NhCmhg==' })
      .write(LARGE_BODY.subarray(0, STARTED)),
  cut: (response) =>
    void response
      .writeHead(200, { 'content-length': LARGE })
      .write(LARGE_BODY.subarray(0, STARTED), () => response.destroy()),
  reset: (response) =>
    void response
      .writeHead(200, { 'content-length': LARGE })
      .write(LARGE_BODY.subarray(0, STARTED), () => response.socket?.resetAndDestroy()),
  unchanged: (response) => void response.writeHead(304, { etag: '"1"' }).end(),
};

export async function startBodyServer(): Promise<BodyServer> {
  const server = createServer((request, response) => {
    const key = new URL(request.url ?? '', 'http://localhost').pathname.split('/').at(-1) ?? '';
    OBJECTS[key]?.(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    clientConfig: {
      ...testClientConfig((server.address() as AddressInfo).port),
      forcePathStyle: true,
      maxAttempts: 1,
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections(); // some are stalled
      }),
  };
}
