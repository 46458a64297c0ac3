import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ClientConfig, testClientConfig } from './awsServer';

/** A running Lambda server. */
export interface LambdaServer {
  readonly clientConfig: ClientConfig;
  stop(): Promise<void>;
}

const RUNTIME = 'nodejs20.x';

/** serverless-offline's Lambda server with the functions of `lambdaHandlers.ts`, which it runs in this process. */
export async function startLambdaServer(): Promise<LambdaServer> {
  const { default: Lambda } = await import('serverless-offline/lambda');
  const serverless = {
    service: { service: 'test', provider: { name: 'aws', region: 'us-east-1', runtime: RUNTIME }, package: {} },
    config: { serverlessPath: __dirname, servicePath: __dirname },
    serviceDir: __dirname,
  };
  const lambdaPort = await freePort();
  const lambda = new Lambda(serverless, { host: '127.0.0.1', lambdaPort, useInProcess: true, noTimeout: true });
  lambda.create(
    ['echo', 'boom'].map((name) => ({
      functionKey: name,
      functionDefinition: { name, handler: `${join('.', 'lambdaHandlers')}.${name}`, runtime: RUNTIME },
    })),
  );
  await lambda.start();
  return {
    clientConfig: testClientConfig(lambdaPort),
    async stop() {
      await lambda.cleanup();
      await lambda.stop(0);
    },
  };
}

/** serverless-offline does not tell which port it got when asked for any. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
