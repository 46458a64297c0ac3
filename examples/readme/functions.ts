import { traced } from '../../src';

// #region traced
const chargeCard = traced(async function chargeCard(orderId: string) {
  return `charged ${orderId}`;
});
// #endregion

export { chargeCard };
