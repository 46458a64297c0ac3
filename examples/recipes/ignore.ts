import type { SqsInstrumentationConfig } from 'opentelemetry-instrumentation-sqs';

// #region ignore
export const config: SqsInstrumentationConfig = {
  ignore: (_service, _operation, input) => 'QueueUrl' in input && String(input.QueueUrl).endsWith('-health-check'),
  emptyReceives: 'drop',
};
// #endregion
