/**
 * Message attributes with which `forwardMessage` tells the next consumer where a message has been. Any consumer in any
 * language can read them.
 */
export const ORIGINAL_TRACE_ID = 'x-original-trace-id';
export const RETRY_COUNT = 'x-retry-count';
export const ERROR = 'x-error';
export const FORWARD_REASON = 'x-forward-reason';

/** Characters of an error or a reason, at most. */
export const MAX_FORWARD_TEXT = 256;

/** By priority: what finds no place among the ten attributes of a message is left out from the end. */
export const FORWARD_ATTRIBUTES = [RETRY_COUNT, ORIGINAL_TRACE_ID, ERROR, FORWARD_REASON] as const;
