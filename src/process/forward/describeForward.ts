import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { safely } from '../../telemetry/safely';
import { brokerMessageOf, kafkaValue } from '../../propagation/brokerMessage';
import { isUndecided } from '../../propagation/undecided';
import { ERROR_TYPE_OTHER, errorMessage, errorType } from '../../semconv/errors';
import { messageLink } from '../../semconv/links';
import type { Naming } from '../../semconv/naming';
import { retryCountOf } from '../describeIncoming';
import { extractMessageContext } from '../extractMessageContext';
import { MAX_FORWARD_TEXT } from '../../propagation/forwardAttributes';
import { attributesOfHeaders, textOfBody } from './forwardedParts';
import { type Members, isObject, text } from '../../values';

/** What may be said of a message that is sent on, wherever it goes. */
export interface ForwardReason {
  /** Why, in a word or two: `retry`, `poison`. Recorded, so keep it of low cardinality and free of content. */
  readonly reason?: string | undefined;
  /** What went wrong; name and message travel with the message, cut to 256 characters. */
  readonly error?: unknown;
  /** Default: one more than the message has. */
  readonly retryCount?: number | undefined;
}

/** What is known of a message that is sent on. */
export interface ForwardedMessage {
  readonly received: ReceivedMembers;
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

/** A received message, in the terms of SQS. */
interface ReceivedMembers {
  readonly id: string | undefined;
  readonly body: unknown;
  readonly attributes: Members;
  readonly system: Members;
}

export function describeForwarded(message: object, options: ForwardReason): ForwardedMessage {
  const received = receivedMembers(message);
  const found = extractMessageContext(message, ROOT_CONTEXT);
  const origin = trace.getSpanContext(found);
  const carried = origin !== undefined && isUndecided(origin) ? trace.deleteSpan(found) : found;
  return {
    received,
    retryCount: countIn(options) ?? (retryCountOf(received.attributes) ?? 0) + 1,
    carried,
    creation: trace.getSpanContext(carried),
    origin,
    attempt: activeSpan(),
    cause: options.error,
    error: options.error === undefined ? undefined : safely('describing an error', errorText, options.error),
    reason: text(options.reason)?.slice(0, MAX_FORWARD_TEXT),
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

function receivedMembers(message: object): ReceivedMembers {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) {
    const body = broker.system === 'kafka' ? kafkaValue(broker) : broker.message['content'];
    return { id: broker.id, body: textOfBody(body), attributes: attributesOfHeaders(broker.headers), system: {} };
  }
  const members = message as Members;
  const id = members['MessageId'] ?? members['messageId'];
  const attributes = members['MessageAttributes'] ?? members['messageAttributes'];
  const system = members['Attributes'] ?? members['attributes'];
  return {
    id: typeof id === 'string' ? id : undefined,
    body: members['Body'] ?? members['body'],
    attributes: isObject(attributes) ? attributes : {},
    system: isObject(system) ? system : {},
  };
}

/** The attempt that gives the message up is whatever is active: its process span, or one below it. */
function activeSpan(): SpanContext | undefined {
  const active = trace.getSpanContext(context.active());
  return active !== undefined && isSpanContextValid(active) ? active : undefined;
}

function errorText(error: unknown): string {
  const type = errorType(error);
  const message = errorMessage(error)?.slice(0, MAX_FORWARD_TEXT);
  const told = message === undefined ? type : type === ERROR_TYPE_OTHER ? message : `${type}: ${message}`;
  return told.slice(0, MAX_FORWARD_TEXT);
}
