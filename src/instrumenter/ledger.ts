import type { SpanContext } from '@opentelemetry/api';
import type { Settlement } from '../services/service';
import type { Instrumenter } from './instrumenter';

/** What is remembered of a message between its receive and its end. Nothing of its content. */
export interface ReceivedMessage {
  readonly instrumenter: Instrumenter;
  readonly messageId: string | undefined;
  readonly queueUrl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds since the epoch at which the queue hands the message out again, if the receive told. */
  visibleAt: number | undefined;
  /** The span that created the message, once it has been looked for. */
  creation: SpanContext | undefined;
  /** How the application settled the message so far. */
  settled: Settlement['outcome'] | 'expired' | undefined;
  /** Milliseconds since the epoch of its being deleted. */
  settledAt: number | undefined;
}

/**
 * Messages that this process received, by receipt handle: settling one names nothing else. Bounded: SQS itself holds at
 * most 120,000 messages of a queue in flight, a worker far fewer; the oldest go first.
 */
const MAX_MESSAGES = 4096;
const messages = new Map<string, ReceivedMessage>();

export function remember(receiptHandle: unknown, message: ReceivedMessage): void {
  if (typeof receiptHandle !== 'string') return;
  if (messages.size >= MAX_MESSAGES) {
    for (const oldest of messages.keys()) {
      messages.delete(oldest);
      break;
    }
  }
  messages.set(receiptHandle, message);
}

export function recall(receiptHandle: unknown): ReceivedMessage | undefined {
  return typeof receiptHandle === 'string' ? messages.get(receiptHandle) : undefined;
}

export function forget(receiptHandle: string): void {
  messages.delete(receiptHandle);
}

/** For tests: how many messages are remembered, at most {@link MAX_MESSAGES}. */
export function remembered(): number {
  return messages.size;
}
