import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The part of Lambda's Runtime API that the client speaks with by itself: errors before the first invocation. */
export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  readonly address: string;
  /** Type and message of what it got. */
  readonly errors: readonly [type: string, message: string][];
  stop(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const errors: [string, string][] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => void (body += text));
    request.on('end', () => {
      const { errorType, errorMessage } = JSON.parse(body) as { errorType: string; errorMessage: string };
      errors.push([errorType, errorMessage]);
      response.writeHead(202).end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
