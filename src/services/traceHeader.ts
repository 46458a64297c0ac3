import { AWS_TRACE_HEADER } from '../propagation/awsTraceHeader';
import type { MessageContexts } from './service';

/**
 * Whether a member for X-Ray's header is free for ours: where the application gives none, or one that came with a message
 * which is being processed.
 */
export function isFreeForHeader(own: unknown, contexts: MessageContexts): boolean {
  return own == null || !contexts.keeps({ Attributes: { [AWS_TRACE_HEADER]: own } });
}
