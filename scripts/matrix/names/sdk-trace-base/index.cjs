'use strict';
// What the tests call @opentelemetry/sdk-trace-base and sdk-trace-node, made of OpenTelemetry 3.x, which has neither:
// one package, @opentelemetry/sdk-trace, and processors that take an object. So one source of the tests runs on both lines.
const sdk = require('@opentelemetry/sdk-trace');

class SimpleSpanProcessor extends sdk.SimpleSpanProcessor {
  constructor(exporter) {
    super({ exporter });
  }
}

class BatchSpanProcessor extends sdk.BatchSpanProcessor {
  constructor(exporter, options = {}) {
    super({ ...options, exporter });
  }
}

class BasicTracerProvider extends sdk.TracerProvider {}

module.exports = { ...sdk, SimpleSpanProcessor, BatchSpanProcessor, BasicTracerProvider };
