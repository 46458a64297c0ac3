'use strict';
// See sdk-trace-base beside this. `register` is what an application does by hand on 3.x.
const { context, propagation, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
const base = require('@opentelemetry/sdk-trace-base');

class NodeTracerProvider extends base.BasicTracerProvider {
  register({ contextManager = new AsyncLocalStorageContextManager(), propagator = w3c() } = {}) {
    trace.setGlobalTracerProvider(this);
    if (contextManager !== null) context.setGlobalContextManager(contextManager.enable());
    if (propagator !== null) propagation.setGlobalPropagator(propagator);
  }
}

function w3c() {
  return new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
}

module.exports = { ...base, NodeTracerProvider };
