import { setTimeout } from 'node:timers/promises';
import { type Collector, startCollector } from '../bootstrap/collector';
import { type AwsServer, startAwsServer } from '../support/awsServer';

/** What an example talks to. */
export interface World {
  readonly aws: AwsServer;
  readonly collector: Collector;
  /** Where that is, as an example is told. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when a worker has deleted a message and polls for the next one. */
  pollAfterDelete(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const [aws, collector] = await Promise.all([startAwsServer(), startCollector()]);
  return {
    aws,
    collector,
    env: { ...awsEnv(aws), OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, PORT: '0' },
    pollAfterDelete: async () => {
      const done = (): boolean => {
        const operations = aws.requests.map(({ operation }) => operation);
        return (
          operations.lastIndexOf('ReceiveMessage') > operations.lastIndexOf('DeleteMessage') &&
          operations.includes('DeleteMessage')
        );
      };
      while (!done()) await setTimeout(20);
    },
    stop: async () => {
      await Promise.all([aws.stop(), collector.stop()]);
    },
  };
}

export function awsEnv({ clientConfig: { endpoint, region, credentials } }: AwsServer): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}
