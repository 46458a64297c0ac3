import { type Context, type SpanContext, context } from '@opentelemetry/api';
import { carriedContext, carriedContexts, contextAttribute } from '../propagation/carriedContext';
import { isCrowded } from '../propagation/messageAttributes';
import { attributeText } from '../propagation/messageCarrier';
import { SQS_SHAPE } from '../propagation/messageShapes';
import { shared } from '../shared';
import { isObject } from '../values';
import { PROCESSED, withValue } from './callContext';

/** As many as the ledger remembers messages. */
const MAX_CONTEXTS = 4096;
/** Characters. Anybody may send what is no trace context, and it would be kept. */
const MAX_LENGTH = 1024;

/**
 * The attributes that identified the traces of received messages, and their texts at that time. Every receive notes its
 * messages, and few applications copy attributes: to note them is cheap, and to look for one passes them all.
 */
const received = shared('received contexts', () => ({ attributes: [] as object[], texts: [] as string[], next: 0 }));

/** The contexts of messages that are processed at once, and those of the messages around them. */
interface Processed {
  readonly texts: readonly string[];
  /**
   * The spans that created them, whatever carried the context: a header, an envelope, an event. A copy of this package of
   * an earlier release, beside this one, does not tell them.
   */
  readonly creations?: readonly string[];
  readonly outer: Processed | undefined;
  readonly depth: number;
}

/** A consumer that begins with the next message from within its handler goes deeper for as long as it lives. */
const MAX_DEPTH = 8;

/** @param fields as for {@link contextAttribute} */
export function noteReceivedContext(message: object, fields?: readonly string[]): void {
  const attribute = contextAttribute(message, fields);
  const text = attribute && attributeText(attribute);
  if (attribute === undefined || text === undefined || text.length > MAX_LENGTH) return;
  received.attributes[received.next] = attribute;
  received.texts[received.next] = text;
  received.next = (received.next + 1) % MAX_CONTEXTS;
}

/** Whether it is the very same object that came with a message, unchanged. */
function wasReceived(attribute: object, text: string | undefined): boolean {
  // The same object may have come twice, with another text.
  const { attributes, texts } = received;
  for (let at = attributes.indexOf(attribute); at >= 0; at = attributes.indexOf(attribute, at + 1)) {
    if (texts[at] === text) return true;
  }
  return false;
}

/**
 * A context in which these messages are processed.
 * @param creations the spans that created them, as far as they name these
 */
export function withProcessed(
  active: Context,
  messages: readonly unknown[],
  creations: readonly SpanContext[] = [],
): Context {
  const texts = messages.flatMap((message) => (isObject(message) ? carriedContexts(message) : []));
  if (texts.length === 0 && creations.length === 0) return active;
  const outer = active.getValue(PROCESSED) as Processed | undefined;
  const depth = (outer?.depth ?? 0) + 1;
  const isDeep = depth > MAX_DEPTH;
  const processed: Processed = {
    texts,
    creations: creations.map(keyOf),
    outer: isDeep ? undefined : outer,
    depth: isDeep ? 1 : depth,
  };
  return withValue(active, PROCESSED, processed);
}

/**
 * Whether the context of a message that is sent came with a message that was received here: it is a copy of the received
 * one. That is so if the attribute is the very same object, or if a message with that context is being processed. It is
 * also so for a message that has more attributes than its service takes.
 *
 * An equal text alone says nothing: an application may continue one trace in several messages.
 * @param carried the span that the message names
 */
export function isRelayed(message: object, carried?: SpanContext): boolean {
  if (SQS_SHAPE.body in message && isCrowded(message, SQS_SHAPE)) return true;
  const attribute = contextAttribute(message);
  const text = carriedContext(message);
  if (attribute !== undefined && wasReceived(attribute, text)) return true;
  const creation = carried && keyOf(carried);
  let processed = context.active().getValue(PROCESSED) as Processed | undefined;
  for (; processed !== undefined; processed = processed.outer) {
    const { texts, creations } = processed;
    if (texts.some((each) => each === text) || creations?.some((each) => each === creation) === true) return true;
  }
  return false;
}

function keyOf({ traceId, spanId }: SpanContext): string {
  return `${traceId}-${spanId}`;
}
