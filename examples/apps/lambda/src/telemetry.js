import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ConsoleWaterfallExporter } from 'opentelemetry-instrumentation-sqs/bootstrap';

const { AWS_LAMBDA_FUNCTION_NAME: name = 'lambda-orders', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = process.env;
// The classes of the SDK and not NodeSDK: the bundle would be nearly twice as large.
const exporter = endpoint === undefined ? new ConsoleWaterfallExporter() : new OTLPTraceExporter();

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(
  new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  }),
);
