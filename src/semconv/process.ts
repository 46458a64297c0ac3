import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Naming } from './naming';
import { set } from './set';

/** How the processing of a message ended. */
export type ProcessOutcome = 'deleted' | 'forwarded' | 'released' | 'extended' | 'expired' | 'failed' | 'unsettled';

/** Facts that only the consumer has. */
export interface ProcessFacts {
  /** Milliseconds. */
  readonly queueTime?: number | undefined;
  /** The name of the queue that moved the message to this dead-letter queue. */
  readonly deadLetterSource?: string | undefined;
  readonly retryCount?: number | undefined;
  readonly forwardReason?: string | undefined;
}

export function setProcess(attributes: Attributes, process: ProcessFacts, { detail }: Naming): void {
  if (!detail) return;
  if (process.queueTime !== undefined) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS] = process.queueTime;
  set(attributes, names.ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE, process.deadLetterSource);
  if (process.retryCount !== undefined) attributes[names.ATTR_MESSAGING_SQS_RETRY_COUNT] = process.retryCount;
  setForwardReason(attributes, process.forwardReason);
}

export function setForwardReason(attributes: Attributes, reason: string | undefined): void {
  set(attributes, names.ATTR_MESSAGING_SQS_FORWARD_REASON, reason);
}

export function setProcessOutcome(attributes: Attributes, outcome: ProcessOutcome): void {
  attributes[names.ATTR_MESSAGING_SQS_PROCESS_OUTCOME] = outcome;
}

/** The event for a processing that took longer than the visibility timeout. @param overrun milliseconds */
export function visibilityTimeoutExceeded(overrun: number): { name: string; attributes: Attributes } {
  return {
    name: names.EVENT_MESSAGING_SQS_VISIBILITY_TIMEOUT_EXCEEDED,
    attributes: { [names.ATTR_MESSAGING_SQS_VISIBILITY_TIMEOUT_OVERRUN_MS]: overrun },
  };
}

/** The event of a message being sent on. */
export function messageForwarded(destination?: string, id?: string): { name: string; attributes: Attributes } {
  const attributes: Attributes = {};
  set(attributes, names.ATTR_MESSAGING_DESTINATION_NAME, destination);
  set(attributes, names.ATTR_MESSAGING_MESSAGE_ID, id);
  return { name: names.EVENT_MESSAGING_MESSAGE_FORWARDED, attributes };
}
