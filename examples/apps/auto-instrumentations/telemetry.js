const { NodeSDK } = require('@opentelemetry/sdk-node');
const { getAwsAutoInstrumentations } = require('opentelemetry-instrumentation-sqs/auto');
const { ConsoleWaterfallExporter } = require('opentelemetry-instrumentation-sqs/bootstrap');

const sdk = new NodeSDK({
  serviceName: 'auto-instrumentations',
  instrumentations: getAwsAutoInstrumentations({
    'opentelemetry-instrumentation-sqs': { suppressInternalInstrumentation: true },
    '@opentelemetry/instrumentation-dns': { enabled: false },
    '@opentelemetry/instrumentation-net': { enabled: false },
  }),
  // With an endpoint, the SDK makes its exporters from the environment. Without one, its metrics would be sent to this
  // machine, and the process would wait for that at its end.
  ...(process.env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined && {
    traceExporter: new ConsoleWaterfallExporter(),
    metricReaders: [],
  }),
});
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
