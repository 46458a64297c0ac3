// #region waterfall
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { ConsoleWaterfallExporter } from 'opentelemetry-instrumentation-sqs/bootstrap';

new NodeSDK({
  serviceName: 'order-worker',
  instrumentations: [new SqsInstrumentation()],
  spanProcessors: [new SimpleSpanProcessor({ exporter: new ConsoleWaterfallExporter() })],
}).start();
// #endregion
