'use strict';
// An application's telemetry, with whichever line of OpenTelemetry it has.
const { context, diag, DiagLogLevel, propagation, trace } = require('@opentelemetry/api');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { SqsInstrumentation } = require('opentelemetry-instrumentation-sqs');

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const complaints = [];
const complain = (...words) => void complaints.push(words.map(String).join(' '));
const logger = { error: complain, warn: complain, info() {}, debug() {}, verbose() {} };
diag.setLogger(logger, { logLevel: DiagLogLevel.WARN });
process.on('unhandledRejection', complain);

const exporter = startSdk();
const instrumentation = new SqsInstrumentation();
registerInstrumentations({ instrumentations: [instrumentation] });

function startSdk() {
  let sdk;
  try {
    sdk = require('@opentelemetry/sdk-trace-node');
  } catch {
    return startSdk3();
  }
  const memory = new sdk.InMemorySpanExporter();
  new sdk.NodeTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(memory)] }).register();
  return memory;
}

/** 3.x has no package for Node.js alone. */
function startSdk3() {
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
  const memory = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
  return memory;
}

exports.complaints = complaints;
exports.disable = () => instrumentation.disable();
/** The spans since the last time it was asked. */
exports.takeSpans = () => {
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentId: span.parentSpanContext?.spanId,
    links: span.links.map((link) => link.context.spanId),
  }));
  exporter.reset();
  return spans;
};
