import { type Context, type Link, type Span, isSpanContextValid, trace } from '@opentelemetry/api';
import { asUndecided } from '../propagation/undecided';

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

const NO_LINKS: readonly Link[] = Object.freeze([]);

/**
 * A consumer that was started inside of a span keeps that span's context for as long as it polls. Once the span has ended,
 * nothing that the consumer does is part of it any more: one trace would never end. It becomes a link.
 *
 * Only the SDK's spans tell that they have ended. One that is not sampled does not.
 */
export function parentageOf(ambient: Context): Parentage {
  const span: SdkSpan | undefined = trace.getSpan(ambient);
  if (span?.ended !== true) return { parent: ambient, links: NO_LINKS };
  const ended = trace.getSpanContext(ambient);
  const links = ended !== undefined && isSpanContextValid(ended) ? [{ context: asUndecided(ended) }] : NO_LINKS;
  return { parent: trace.deleteSpan(ambient), links };
}
