import {
  type Baggage,
  type Context,
  type Link,
  type Span,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { asUndecided } from '../propagation/undecided';
import { BEGUN, withValue } from './callContext';

/** What stands above a span of a consumer. */
export interface Parentage {
  readonly parent: Context;
  /** To the span that stood there and has ended. */
  readonly links: readonly Link[];
}

/** What the SDK's spans tell of themselves, beside the API. */
interface SdkSpan extends Span {
  readonly ended?: unknown;
}

/** The processing of a message or of a batch, in a span of ours. */
interface Processing {
  readonly ended: boolean;
}

/** What a context has of a processing. */
interface Begun {
  readonly processing: Processing;
  readonly span: Span | undefined;
  readonly baggage: Baggage | undefined;
  /** The one that was active before. */
  readonly outer: Baggage | undefined;
}

/**
 * A context in which something is processed.
 * @param active with the span of it, and with the baggage of the message
 * @param around in which it begins
 */
export function withProcessing(active: Context, processing: Processing, around: Context): Context {
  const baggage = propagation.getBaggage(active);
  const begun: Begun = { processing, span: trace.getSpan(active), baggage, outer: propagation.getBaggage(around) };
  return withValue(active, BEGUN, begun);
}

const NO_LINKS: readonly Link[] = Object.freeze([]);

/**
 * A consumer that was started inside of a span keeps that span's context for as long as it polls. Once the span has ended,
 * nothing that the consumer does is part of it any more: one trace would never end. It becomes a link. So it is with a handler
 * that begins with the next message: the baggage of the one before is not that of the next.
 *
 * Only the SDK's spans tell that they have ended. One that is not sampled does not, unless it is ours: below it nothing
 * would be sampled ever again.
 */
export function parentageOf(ambient: Context): Parentage {
  const span: SdkSpan | undefined = trace.getSpan(ambient);
  const begun = ambient.getValue(BEGUN) as Begun | undefined;
  const isOver = begun?.processing.ended === true;
  if (span === undefined || (span.ended !== true && !(isOver && span === begun.span)))
    return { parent: ambient, links: NO_LINKS };
  const ended = span.spanContext();
  const links = isSpanContextValid(ended) ? [{ context: asUndecided(ended) }] : NO_LINKS;
  const parent = trace.deleteSpan(ambient);
  return { parent: isOver ? withoutItsBaggage(parent, begun) : parent, links };
}

/** What the application has made of it is its own. */
function withoutItsBaggage(left: Context, { baggage, outer }: Begun): Context {
  if (propagation.getBaggage(left) !== baggage) return left;
  return outer === undefined ? propagation.deleteBaggage(left) : propagation.setBaggage(left, outer);
}
