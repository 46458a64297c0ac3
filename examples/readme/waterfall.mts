// #region waterfall
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { ConsoleWaterfallExporter } from 'opentelemetry-instrumentation-sqs/bootstrap';

const sdk = new NodeSDK({
  serviceName: 'order-worker',
  instrumentations: [new SqsInstrumentation()],
  traceExporter: new ConsoleWaterfallExporter(),
});
sdk.start();
process.once('beforeExit', () => void sdk.shutdown().catch(console.error));
// #endregion
