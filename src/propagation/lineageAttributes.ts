/**
 * Message attributes with which `forwardMessage` tells the next consumer where a message has been. Any consumer in any
 * language can read them.
 */
export const ORIGINAL_TRACE_ID = 'x-original-trace-id';
export const RETRY_COUNT = 'x-retry-count';
export const ERROR = 'x-error';
export const FORWARD_REASON = 'x-forward-reason';

/** By priority: what finds no place among the ten attributes of a message is left out from the end. */
export const LINEAGE_ATTRIBUTES = [ORIGINAL_TRACE_ID, RETRY_COUNT, ERROR, FORWARD_REASON] as const;
