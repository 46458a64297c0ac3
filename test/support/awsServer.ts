import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { harden } from './strictHooks';
import type { SqsBody } from './strictMessages';
import { createStores, Ledger } from './strictStore';
import { errorResponse, operationOf, serviceOf, type Failure } from './strictWire';

/** One request as it came over the wire; every attempt of a retried call is one. */
export interface RecordedRequest {
  readonly service: string;
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, the flat parameters of the Query protocol (SNS), undefined for S3. */
  readonly body: SqsBody | undefined;
}

/** What any SDK client needs to talk to a server of the tests. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An error to answer with, before the emulator sees the request. */
interface FailNext extends Failure {
  /** Only requests of this operation, say `SendMessage`. */
  readonly operation?: string;
  /** How many requests fail; one when absent. */
  readonly times?: number;
}

/** A running emulator of SQS, SNS and S3. */
export interface AwsServer {
  readonly endpoint: string;
  readonly port: number;
  readonly clientConfig: ClientConfig;
  /** All requests so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** The requests of one operation, or all. */
  sent(operation?: string): RecordedRequest[];
  failNext(failure: FailNext): void;
  /** Ends the server and every connection to it. */
  stop(): Promise<void>;
}

/**
 * An SQS, SNS and S3 emulator on a port of its own: fauxqs, hardened so that a test passes only if AWS would do the
 * same (message attributes come only when asked for, no eleventh attribute, no empty value, and so on).
 *
 * Known to differ from AWS: a message move task is done when its start is answered.
 */
export async function startAwsServer(): Promise<AwsServer> {
  const { buildApp } = await import('fauxqs');
  const stores = await createStores();
  const app = buildApp({ logger: false, stores });
  const requests: RecordedRequest[] = [];
  const failures: { readonly failure: FailNext; left: number }[] = [];

  app.addHook('preHandler', (request, reply, done) => {
    const { headers } = request;
    const service = serviceOf(headers);
    const operation = operationOf(service, { headers, method: request.method, url: request.url, body: request.body });
    const body = service === 'S3' ? undefined : structuredClone(request.body as SqsBody);
    requests.push({ service, operation, headers, body });

    const failing = failures.find(({ failure }) => (failure.operation ?? operation) === operation);
    if (failing === undefined) return done();
    failing.left -= 1;
    if (failing.left <= 0) failures.splice(failures.indexOf(failing), 1);
    const response = errorResponse(service, failing.failure);
    return void reply.code(failing.failure.status).headers(response.headers).send(response.body);
  });
  harden(app, new Ledger(stores.sqsStore));

  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const clientConfig = testClientConfig(port);
  return {
    endpoint: clientConfig.endpoint,
    port,
    clientConfig,
    requests,
    clearRequests: () => void requests.splice(0),
    sent: (operation) => requests.filter((request) => (operation ?? request.operation) === request.operation),
    failNext: (failure) => void failures.push({ failure, left: failure.times ?? 1 }),
    stop: async () => {
      await app.close();
    },
  };
}

/** Endpoint, region and credentials of a server on this machine. */
export function testClientConfig(port: number): ClientConfig {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
