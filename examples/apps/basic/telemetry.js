import { NodeSDK } from '@opentelemetry/sdk-node';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { ConsoleWaterfallExporter } from 'opentelemetry-instrumentation-sqs/bootstrap';

export const sdk = new NodeSDK({
  serviceName: 'basic',
  instrumentations: [new SqsInstrumentation()],
  // With an endpoint, the SDK makes its exporters from the environment. Without one, its metrics would be sent to this
  // machine, and the process would wait for that at its end.
  ...(process.env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined && {
    traceExporter: new ConsoleWaterfallExporter(),
    metricReaders: [],
  }),
});
sdk.start();
