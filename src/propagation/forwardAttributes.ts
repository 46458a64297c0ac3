import { beginningOf } from '../values';

/**
 * Message attributes that `forwardMessage` adds, so that the next consumer knows where a message has been. Consumers in
 * any language can read them.
 */
export const ORIGINAL_TRACE_ID = 'x-original-trace-id';
export const RETRY_COUNT = 'x-retry-count';
export const ERROR = 'x-error';
export const FORWARD_REASON = 'x-forward-reason';

/** The maximum number of characters of an error or a reason. */
export const MAX_FORWARD_TEXT = 256;

export function forwardText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : beginningOf(text, MAX_FORWARD_TEXT);
}

/** Ordered by priority. If the ten attributes of a message are not enough, the last ones are left out. */
export const FORWARD_ATTRIBUTES = [RETRY_COUNT, ORIGINAL_TRACE_ID, ERROR, FORWARD_REASON] as const;
