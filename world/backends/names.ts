/** What the worker and those who look for its telemetry call things. */
export const WORKER = 'worker';
export const QUEUE = 'orders';
export const DEAD_LETTER_QUEUE = 'orders-dlq';
export const TABLE = 'orders';
export const REASON = 'poison';
