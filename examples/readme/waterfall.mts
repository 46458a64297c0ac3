// #region waterfall
import { NodeSDK, tracing } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { ConsoleWaterfallExporter } from 'opentelemetry-instrumentation-sqs/bootstrap';

new NodeSDK({
  serviceName: 'order-worker',
  instrumentations: [new SqsInstrumentation()],
  spanProcessors: [new tracing.SimpleSpanProcessor(new ConsoleWaterfallExporter())],
}).start();
// #endregion
