import type { SpanContext } from '@opentelemetry/api';
import type { ServerAddress } from '../semconv/aws';
import type { Settlement } from '../services/service';
import { shared } from '../shared';
import { BoundedMap } from './boundedMap';
import type { Telemetry } from './telemetry';
import { isObject } from '../values';

/** One answer of a queue, for all messages that it brought. */
export interface Receive {
  readonly telemetry: Telemetry;
  readonly queueUrl: string | undefined;
  /** The client by which a consumer library asked for the messages; undefined if somebody else asked. */
  readonly poller: object | undefined;
  /** The host that it was received from. */
  readonly server: ServerAddress | undefined;
}

/** What is remembered of a message between its receive and its end. Nothing of its content. */
export interface ReceivedMessage {
  readonly receive: Receive;
  readonly messageId: string | undefined;
  /** Milliseconds since the epoch at which the queue hands the message out again, if the receive told. */
  visibleAt: number | undefined;
  /** The span that created the message, once it has been looked for. */
  creation: SpanContext | undefined;
  /** Whether it has had a process span. */
  processed: boolean;
  /** How the application settled the message so far. */
  settled: Settlement['outcome'] | 'expired' | undefined;
  /** Milliseconds since the epoch of its being deleted or given back. */
  settledAt: number | undefined;
}

/**
 * SQS itself holds at most 120,000 messages of a queue in flight, a worker far fewer. The oldest go first.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MAX_ENTRIES = 4096;
const MAX_DELETED = 512;

/** Messages that this process received, by receipt handle: settling one names nothing else. */
const messages = shared('received messages', () => new BoundedMap<ReceivedMessage>(MAX_ENTRIES));

/** Those that were deleted of late: some delete first and process then. */
const deleted = shared('deleted messages', () => new BoundedMap<ReceivedMessage>(MAX_DELETED));

/** The process spans of messages that were not deleted, by message id: a next attempt may come back here. */
const attempts = shared('attempts', () => new BoundedMap<SpanContext>(MAX_ENTRIES));

export function remember(receiptHandle: unknown, message: ReceivedMessage): void {
  if (isHandle(receiptHandle)) messages.put(receiptHandle, message);
}

export function recall(receiptHandle: unknown): ReceivedMessage | undefined {
  return isHandle(receiptHandle) ? (messages.get(receiptHandle) ?? deleted.get(receiptHandle)) : undefined;
}

/** Records that an application makes up have empty ones, which tell nothing. */
function isHandle(receiptHandle: unknown): receiptHandle is string {
  return typeof receiptHandle === 'string' && receiptHandle !== '';
}

/** A message that was deleted makes room for others soon. */
export function noteDeleted(receiptHandle: string, message: ReceivedMessage): void {
  messages.delete(receiptHandle);
  deleted.put(receiptHandle, message);
}

/** What a message, an SQS `Message` or a Lambda record, is remembered with; a copy of it is as good. */
export function recallMessage(message: unknown): ReceivedMessage | undefined {
  return recall(receiptHandleOf(message));
}

export function receiptHandleOf(message: unknown): unknown {
  return isObject(message) ? (message['ReceiptHandle'] ?? message['receiptHandle']) : undefined;
}

/** @param attempt undefined once the message is gone for good */
export function noteAttempt(messageId: string | undefined, attempt: SpanContext | undefined): void {
  if (messageId === undefined) return;
  if (attempt === undefined) attempts.delete(messageId);
  else attempts.put(messageId, attempt);
}

export function attemptBefore(messageId: string | undefined): SpanContext | undefined {
  return messageId === undefined ? undefined : attempts.get(messageId);
}

/** How much is remembered now: at most {@link MAX_ENTRIES} each, and {@link MAX_DELETED}. */
export function ledgerSize(): { readonly messages: number; readonly deleted: number; readonly attempts: number } {
  return { messages: messages.size, deleted: deleted.size, attempts: attempts.size };
}
