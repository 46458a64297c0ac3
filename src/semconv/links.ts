import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import * as names from './attributes';
import type { Naming } from './naming';
import { cut } from './set';

/** Where a link of a retried or forwarded message leads. */
type Relationship = 'original_message' | 'processing_attempt';

/** The message that a link is about. */
interface LinkedMessage {
  readonly id?: string | undefined;
  readonly receiveCount?: number | undefined;
  /** Where the span itself cannot say it, because its messages have several. */
  readonly destination?: string | undefined;
  readonly relationship?: Relationship | undefined;
  /** The span is about this message and no other, so that the span says all of it. */
  readonly alone: boolean;
}

/** A link to the span that created a message, or to one that processed it. */
export function messageLink(context: SpanContext, message: LinkedMessage, { detail }: Naming): Link {
  if (!detail && message.alone) return { context };
  const { id, receiveCount = 0, destination, relationship } = message;
  const attributes: Attributes = {};
  if (destination !== undefined) attributes[names.ATTR_MESSAGING_DESTINATION_NAME] = cut(destination);
  if (id !== undefined) attributes[names.ATTR_MESSAGING_MESSAGE_ID] = cut(id);
  if (!detail) return { context, attributes };
  if (receiveCount > 1) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT] = receiveCount;
  if (relationship !== undefined) attributes[names.ATTR_RELATIONSHIP] = relationship;
  return { context, attributes };
}
