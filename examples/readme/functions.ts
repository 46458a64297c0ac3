import { traced } from 'opentelemetry-instrumentation-sqs';

// #region traced
export const chargeCard = traced(async function chargeCard(orderId: string) {
  return `charged ${orderId}`;
});
// #endregion
