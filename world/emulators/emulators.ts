import { createRequire } from 'node:module';
import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { startAwsServer, testClientConfig } from '../../test/support/awsServer';
import type { ClientConfig } from '../../test/support/awsServer';
import { startGoaws, startMoto } from '../support/server';

/** An emulator of SQS and SNS that runs. */
export interface Emulator {
  readonly clientConfig: ClientConfig;
  /** What clients of SQS need beside. */
  readonly sqsConfig?: Partial<SQSClientConfig>;
  stop(): Promise<void>;
}

export const EMULATORS: Readonly<Record<string, () => Promise<Emulator>>> = {
  fauxqs: startAwsServer,
  moto: async () => {
    const { port, stop } = await startMoto();
    return { clientConfig: testClientConfig(port), stop };
  },
  GoAWS: async () => {
    const { port, stop } = await startGoaws();
    return { clientConfig: testClientConfig(port), sqsConfig: queryProtocol(), stop };
  },
};

/** GoAWS knows only the protocol that SQS had before JSON. The client has both; the other is in its dependency. */
function queryProtocol(): Partial<SQSClientConfig> {
  const fromClient = createRequire(require.resolve('@aws-sdk/client-sqs'));
  const { AwsQueryProtocol } = fromClient('@aws-sdk/core/protocols') as {
    AwsQueryProtocol: NonNullable<SQSClientConfig['protocol']>;
  };
  const protocolSettings = {
    defaultNamespace: 'com.amazonaws.sqs',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    version: '2012-11-05',
    serviceTarget: 'AmazonSQS',
  };
  return { protocol: AwsQueryProtocol, protocolSettings };
}
