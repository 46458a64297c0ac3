// #region instrumentation
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';

new NodeSDK({ serviceName: 'order-worker', instrumentations: [new SqsInstrumentation()] }).start();
// #endregion
