import { SqsInstrumentation } from '../../src';

export function configured(): SqsInstrumentation {
  // #region hooks
  const instrumentation = new SqsInstrumentation({
    ignore: (service, operation) => service === 'SSM' || operation === 'GetQueueAttributes',
    requestHook: (span, service, operation, apiParams) => {
      span.setAttribute('app.tenant', 'acme');
      if (service === 'SQS' && operation === 'SendMessage') apiParams.DelaySeconds = 5;
    },
    responseHook: (span, service, operation, _result, error) => {
      if (error !== undefined) span.setAttribute('app.failed', `${service}.${operation}`);
    },
    processHook: (span) => span.setAttribute('app.worker', 'orders'),
    // The filter policy of a subscription names `traceparent`: leave the topic's messages alone.
    propagateMessageContext: (destination) => !destination.endsWith(':filtered-topic'),
  });
  // #endregion
  return instrumentation;
}
