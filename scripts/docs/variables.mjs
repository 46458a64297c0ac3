/**
 * @typedef {object} Sources
 * @property {any} settings what bootstrap/settings.ts makes of an empty environment
 * @property {import('./options.mjs').OptionsModule} options
 */

/**
 * @typedef {object} Variable
 * @property {'always' | 'register' | 'internal'} scope who reads it: the instrumentation, or only what sets up an SDK
 * @property {(sources: Sources) => string} [default] none: a dash
 * @property {string} [text]
 */

/** @param {number} millis */
const seconds = (millis) => `${millis / 1000}s`;

/**
 * The text for each environment variable. The names and the defaults come from the code. A variable that the code reads
 * and this list lacks is an error, and so is the opposite.
 *
 * @type {Record<string, Variable>}
 */
export const VARIABLES = {
  OTEL_SEMCONV_STABILITY_OPT_IN: {
    scope: 'always',
    text: '`messaging`: the newest names only (`messaging.system.name` = `aws.sqs`, ...), deprecated twins dropped. `messaging/dup`: both. Without: the established names and their current twins.',
  },
  OTEL_SERVICE_NAME: {
    scope: 'register',
    default: () => '`name` of package.json',
    text: 'Else `service.name` of `OTEL_RESOURCE_ATTRIBUTES`; in Lambda the name of the function; last of all the name of the entry file.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    scope: 'register',
    text: '`deployment.environment=production,service.version=1.0.0`',
  },
  OTEL_SERVICE_VERSION: {
    scope: 'register',
    text: '`service.version` of the resource; it counts more than that of `OTEL_RESOURCE_ATTRIBUTES`.',
  },
  OTEL_CONFIG_FILE: {
    scope: 'register',
    text: "A file of OpenTelemetry's declarative configuration. The SDK reads it, if its release can, and the other variables of this table count for nothing then.",
  },
  OTEL_EXPERIMENTAL_CONFIG_FILE: { scope: 'register', text: 'Its earlier name.' },
  OTEL_TRACES_EXPORTER: {
    scope: 'register',
    default: ({ settings }) => settings.exporters.join(','),
    text: 'A list of `otlp`, `waterfall` (traces as text, to read), `console` (spans as objects), `zipkin`; or `none`.',
  },
  OTEL_METRICS_EXPORTER: {
    scope: 'register',
    default: ({ settings }) => settings.sdkEnv.OTEL_METRICS_EXPORTER,
    text: 'The specification has `otlp`, but a backend of traces answers metrics with errors.',
  },
  OTEL_LOGS_EXPORTER: {
    scope: 'register',
    default: ({ settings }) => settings.sdkEnv.OTEL_LOGS_EXPORTER,
    text: 'Likewise.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    scope: 'register',
    default: ({ settings }) => settings.endpoint.given,
    text: 'Without one, and with no exporter chosen, spans are printed, except where `NODE_ENV` is `production`.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    scope: 'register',
    default: ({ settings }) => settings.endpoint.protocol,
    text: 'Or `http/json`, `grpc`. For port 4317 the default is `grpc`.',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    scope: 'register',
    text: '`Authorization=Basic abc==,x-tenant=7`; values are never shown.',
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    scope: 'register',
    default: ({ settings }) => seconds(settings.endpoint.timeoutMillis),
    text: 'With or without a unit: `10s`, `500ms`, `10000`.',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    scope: 'register',
    default: ({ settings }) => settings.endpoint.compression,
    text: 'Or `gzip`.',
  },
  OTEL_EXPORTER_OTLP_INSECURE: {
    scope: 'register',
    default: () => 'false',
    text: '`true`: plain HTTP/2 for a gRPC endpoint without a scheme, as `collector:4317`.',
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    scope: 'register',
    text: 'The certificate authority of the endpoint, a file in PEM format.',
  },
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: { scope: 'register', text: 'For mutual TLS, likewise.' },
  OTEL_EXPORTER_OTLP_CLIENT_KEY: { scope: 'register', text: 'The key that goes with it.' },
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: { scope: 'register', text: 'Of the exporter `zipkin`.' },
  'OTEL_BSP_*': {
    scope: 'register',
    text: '`SCHEDULE_DELAY`, `MAX_QUEUE_SIZE`, `MAX_EXPORT_BATCH_SIZE`, `EXPORT_TIMEOUT`, as the specification has them.',
  },
  'OTEL_BLRP_*': { scope: 'register', text: 'The same for batches of log records.' },
  'OTEL_METRIC_EXPORT_*': { scope: 'register', text: '`INTERVAL` (60000) and `TIMEOUT` (30000), in milliseconds.' },
  OTEL_NODE_RESOURCE_DETECTORS: {
    scope: 'register',
    default: () => '`env`, `process`, `host`',
    text: 'Also `os` and `serviceinstance`; `aws`, `azure`, `gcp`, `alibaba` and `container` with `@opentelemetry/auto-instrumentations-node`, or their own package.',
  },
  OTEL_PROPAGATORS: {
    scope: 'register',
    default: ({ settings }) => settings.propagators.join(','),
    text: 'Also `xray`, `xray-lambda`, `b3`, `b3multi`, `jaeger` (OpenTelemetry JS 2.x has it, 3.x has not), `ottrace`, `message-queue` (plain fields, for brokers that accept no other names); or `none`.',
  },
  OTEL_TRACES_SAMPLER: {
    scope: 'register',
    default: ({ settings }) => settings.sampler,
    text: 'Any of the six of the specification, or `linked_traceidratio`, which keeps the process span of a message whose producer was kept.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    scope: 'register',
    default: ({ settings }) => String(settings.samplerRatio),
    text: 'The share of traces that are recorded.',
  },
  'OTEL_ATTRIBUTE_*': { scope: 'register', text: '`COUNT_LIMIT` and `VALUE_LENGTH_LIMIT`, of all signals.' },
  'OTEL_SPAN_*': { scope: 'register', text: 'The six limits of the specification.' },
  'OTEL_LOGRECORD_*': { scope: 'register', text: '`ATTRIBUTE_COUNT_LIMIT`, `ATTRIBUTE_VALUE_LENGTH_LIMIT`.' },
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: { scope: 'register', text: '`true`: metrics of the SDK itself.' },
  OTEL_LOG_LEVEL: {
    scope: 'register',
    default: () => 'warnings of this package',
    text: '`none`, `error`, `warn`, `info`, `debug`, `verbose`: everything from there on, on stderr.',
  },
  OTEL_SDK_DISABLED: {
    scope: 'register',
    default: ({ settings }) => String(settings.disabled),
    text: '`true`: nothing is traced.',
  },
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    scope: 'register',
    text: 'For instance `http,express,sqs`: loads `@opentelemetry/auto-instrumentations-node`, too.',
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    scope: 'register',
    text: '`sqs` is this package, `aws-sdk` the stock one.',
  },
  OTEL_CONSOLE_FALLBACK: {
    scope: 'register',
    default: ({ settings }) => String(settings.consoleFallback),
    text: '`true`: spans that cannot be exported are printed.',
  },
  OTEL_BOOTSTRAP_TEST_SPAN: {
    scope: 'register',
    default: ({ settings }) => String(settings.testSpan),
    text: '`true`: one span at the start.',
  },
  OTEL_BOOTSTRAP_CONNECTIVITY_TEST: {
    scope: 'register',
    default: ({ settings }) => String(settings.connectivityTest),
    text: '`true`: asks the endpoint at the start, and tells what is wrong; the application does not wait.',
  },
  OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: {
    scope: 'register',
    default: ({ settings }) => seconds(settings.shutdownTimeoutMillis),
    text: 'How long the process may take to export what is left at its end.',
  },
  NODE_ENV: { scope: 'register', text: '`production`: spans are never printed because nothing else was chosen.' },
  NO_COLOR: { scope: 'register', text: 'Not empty: waterfalls without colours, on a terminal, too.' },
  AWS_LAMBDA_FUNCTION_NAME: { scope: 'internal' },
  AWS_LAMBDA_INITIALIZATION_TYPE: { scope: 'internal' },
  AWS_LAMBDA_MAX_CONCURRENCY: { scope: 'internal' },
  AWS_LAMBDA_RUNTIME_API: { scope: 'internal' },
  AWS_REGION: { scope: 'internal' },
  NODE_OPTIONS: { scope: 'internal' },
  OTEL_SQS_DOCTOR_DIRECTORY: { scope: 'internal' },
};
