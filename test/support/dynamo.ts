import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { testClientConfig, type ClientConfig, type RecordedRequest } from './awsServer';
import { operationOf, serviceOf } from './strictWire';

/** A running DynamoDB emulator. */
export interface DynamoServer {
  readonly endpoint: string;
  readonly port: number;
  readonly clientConfig: ClientConfig;
  /** All requests so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Ends the server and every connection to it. */
  stop(): Promise<void>;
}

/** A DynamoDB emulator (dynalite) on a port of its own, in memory: no transactions, no PartiQL. */
export async function startDynamo(): Promise<DynamoServer> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const requests: RecordedRequest[] = [];
  server.prependListener('request', (request) => {
    const { headers, method = '', url = '' } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const service = serviceOf(headers);
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
      requests.push({ service, operation: operationOf(service, { headers, method, url, body }), headers, body });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clientConfig = testClientConfig(port);
  return {
    endpoint: clientConfig.endpoint,
    port,
    clientConfig,
    requests,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections(); // clients keep theirs alive
      }),
  };
}
