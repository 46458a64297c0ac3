// #region instrumentation
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';

const sdk = new NodeSDK({ serviceName: 'order-worker', instrumentations: [new SqsInstrumentation()] });
sdk.start();
// Spans leave in batches: the last one goes here.
process.once('beforeExit', () => void sdk.shutdown());
// #endregion
