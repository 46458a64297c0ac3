// #region instrumentation
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';

const sdk = new NodeSDK({ serviceName: 'order-worker', instrumentations: [new SqsInstrumentation()] });
sdk.start();
// Spans leave in batches: the last one goes here. Without `catch`, a collector that is down ends the program with an error.
process.once('beforeExit', () => void sdk.shutdown().catch(console.error));
// #endregion
