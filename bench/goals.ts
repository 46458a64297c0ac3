import type { Mode } from './job';

/** How much of the stock package's cost ours may have at most. */
export const STOCK_SHARE: Readonly<Record<Mode, number>> = {
  sampled: 0.6,
  metrics: Infinity,
  unsampled: 0.2,
  'no SDK': 0.1,
};

/** How much more than the API alone ours may cost, where that matters most. */
export const FLOOR_RATIO = 1.4;
export const FLOOR_ROWS: readonly string[] = ['SendMessage', 'ReceiveMessage × 10', 'DeleteMessage'];

export const IMPORT_SHARE = 0.5;
export const BUNDLE_BYTES = 20 * 1024;
