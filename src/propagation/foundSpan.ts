import {
  type Context,
  INVALID_SPANID,
  INVALID_TRACEID,
  type SpanContext,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { ofPropagatedFields } from './propagator';

/**
 * A context with the span that a propagator found in it; undefined if it found none. `isSpanContextValid` is used only
 * where it is needed: W3C's propagator has checked every character already, and a second check takes longer than everything
 * else that happens to a message here.
 */
export function withFoundSpan(base: Context): Context | undefined {
  const spanContext = trace.getSpanContext(base);
  if (spanContext === undefined) return undefined;
  const { traceId, spanId } = spanContext;
  if (!isId(traceId, INVALID_TRACEID) || !isId(spanId, INVALID_SPANID)) return undefined;
  if (isStrict()) return base;
  return isSpanContextValid(spanContext) ? withOwnIds(base, spanContext) : undefined;
}

/**
 * Other propagators take ids in upper case, which nobody would understand in the `traceparent` of a child. Jaeger's takes any
 * text, and an exporter fails with a whole batch of spans if one of them links to that.
 * @see https://www.w3.org/TR/trace-context/#trace-id
 */
const isStrict = ofPropagatedFields(
  (fields) => fields.length > 0 && fields.every((field) => /^(?:traceparent|tracestate|baggage)$/i.test(field)),
);

/** Ids that are parts of a longer text would keep all of it alive: they get characters of their own, of which all are ASCII. */
function withOwnIds(base: Context, spanContext: SpanContext): Context {
  const ids = Buffer.from(`${spanContext.traceId}${spanContext.spanId}`, 'latin1').toString('latin1').toLowerCase();
  const traceId = ids.slice(0, INVALID_TRACEID.length);
  return trace.setSpanContext(base, { ...spanContext, traceId, spanId: ids.slice(traceId.length) });
}

function isId(id: unknown, invalid: string): boolean {
  return typeof id === 'string' && id.length === invalid.length && id !== invalid;
}
