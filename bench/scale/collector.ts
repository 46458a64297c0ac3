import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, stopServer } from './service';

/** Takes OTLP and keeps nothing of it. */
export interface Collector extends Service {
  /** Of all requests that it took, without headers. */
  readonly bytes: number;
  /** Is away for a time, as a Collector that starts again: connections end, and new ones are refused. */
  goAway(millis: number): Promise<void>;
}

/** @param latency milliseconds from a request's last byte to the answer */
export async function startCollector(latency: number): Promise<Collector> {
  let bytes = 0;
  let stopped = false;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    request.once('end', () => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(), latency);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get bytes() {
      return bytes;
    },
    async goAway(millis) {
      await stopServer(server);
      await sleep(millis);
      if (!stopped) await listen(port);
    },
    async stop() {
      stopped = true;
      await stopServer(server);
    },
  };
}
