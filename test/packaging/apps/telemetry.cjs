'use strict';
// Preloaded with --require, as a Lambda layer or a deployment does it.
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { SqsInstrumentation } = require('opentelemetry-instrumentation-sqs');

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
registerInstrumentations({ instrumentations: [new SqsInstrumentation()] });

exports.spanNames = () => exporter.getFinishedSpans().map(({ name }) => name);
