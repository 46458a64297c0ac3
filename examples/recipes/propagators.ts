import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { MessageQueuePropagator, type SqsInstrumentationConfig } from 'opentelemetry-instrumentation-sqs';

export function queueSafePropagator(): CompositePropagator {
  // #region queue-safe
  const propagator = new CompositePropagator({
    propagators: [new MessageQueuePropagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  // #endregion
  return propagator;
}

export function xrayAndW3C(): CompositePropagator {
  // #region xray
  const propagator = new CompositePropagator({
    propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  // #endregion
  return propagator;
}

// #region trace-header
export const config: SqsInstrumentationConfig = { awsTraceHeader: 'always' };
// #endregion
