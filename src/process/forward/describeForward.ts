import { type Context, type Link, ROOT_CONTEXT, type SpanContext, isSpanContextValid, trace } from '@opentelemetry/api';
import { activeContext } from '../../telemetry/activeContext';
import { safely } from '../../telemetry/safely';
import { isUndecided } from '../../propagation/undecided';
import { ERROR_TYPE_OTHER, errorMessage, errorType } from '../../semconv/errors';
import { messageLink } from '../../semconv/links';
import type { Naming } from '../../semconv/naming';
import { extractMessageContext } from '../extractMessageContext';
import { forwardText } from '../../propagation/forwardAttributes';
import { type MessageShape, describeBy } from '../../propagation/brokers/customShape';
import { type ReceivedParts, receivedParts } from './receivedParts';
import { text } from '../../values';

/** What one message has not: a list of messages is none. */
export interface SingleMessage {
  readonly length?: never;
}

/** What may be said of a message that is sent on, wherever it goes. */
export interface ForwardReason {
  /** Why, in a word or two: `retry`, `poison`. Recorded, so keep it of low cardinality and free of content. */
  readonly reason?: string | undefined;
  /** What went wrong; name and message travel with the message, cut to 256 characters. */
  readonly error?: unknown;
  /** Default: one more than the message has. */
  readonly retryCount?: number | undefined;
  /** Where body and headers stand in a message of a client that is not known. */
  readonly shape?: MessageShape<never> | undefined;
}

/** What is known of a message that is sent on. */
export interface ForwardedMessage {
  readonly received: ReceivedParts;
  readonly retryCount: number;
  /** The context in which the message was created, with its baggage: it goes out again. */
  readonly carried: Context;
  /** The span in it. */
  readonly creation: SpanContext | undefined;
  /**
   * The span that created the message, also one that has decided nothing: that one does not go out, for as a sender's own
   * context it would decide that nothing is sampled.
   */
  readonly origin: SpanContext | undefined;
  /** The span of the attempt that gives the message up. */
  readonly attempt: SpanContext | undefined;
  /** What went wrong. */
  readonly cause: unknown;
  /** The same in words that travel. */
  readonly error: string | undefined;
  readonly reason: string | undefined;
}

/** @throws TypeError for a message that cannot be forwarded as it is */
export function describeForwarded(
  message: object,
  options: ForwardReason & { readonly lossy?: boolean | undefined },
): ForwardedMessage {
  describeBy(message, options.shape);
  const received = receivedParts(message, options.lossy);
  const found = extractMessageContext(message, ROOT_CONTEXT);
  const origin = spanContextIn(found);
  const carried = origin !== undefined && isUndecided(origin) ? trace.deleteSpan(found) : found;
  return {
    received,
    retryCount: countIn(options) ?? Math.min((received.retryCount ?? 0) + 1, Number.MAX_SAFE_INTEGER),
    carried,
    creation: spanContextIn(carried),
    origin,
    attempt: activeSpan(),
    cause: options.error,
    error: options.error === undefined ? undefined : safely('describing an error', errorText, options.error),
    reason: forwardText(text(options.reason)),
  };
}

/** From the span of a forwarding: to whatever created the message, and to the attempt that gave it up. */
export function forwardLinks({ origin, attempt, received }: ForwardedMessage, naming: Naming): Link[] {
  const links: Link[] = [];
  if (origin !== undefined) {
    links.push(messageLink(origin, { id: received.id, relationship: 'original_message', alone: true }, naming));
  }
  if (attempt !== undefined) {
    links.push(messageLink(attempt, { relationship: 'processing_attempt', alone: true }, naming));
  }
  return links;
}

/** What is no count would be read as none by the next consumer, so that a loop would never end. */
function countIn({ retryCount }: ForwardReason): number | undefined {
  return Number.isSafeInteger(retryCount) && Number(retryCount) >= 0 ? retryCount : undefined;
}

/** The attempt that gives the message up is whatever is active: its process span, or one below it. */
function activeSpan(): SpanContext | undefined {
  const active = spanContextIn(activeContext());
  return active !== undefined && isSpanContextValid(active) ? active : undefined;
}

/** A span of another SDK than OpenTelemetry's own may throw. */
function spanContextIn(given: Context): SpanContext | undefined {
  return safely('looking for a span', () => trace.getSpanContext(given));
}

function errorText(error: unknown): string | undefined {
  const type = errorType(error);
  const message = errorMessage(error);
  const told = message === undefined ? type : type === ERROR_TYPE_OTHER ? message : `${type}: ${message}`;
  return forwardText(told);
}
