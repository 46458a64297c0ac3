import { type Context, INVALID_SPANID, INVALID_TRACEID, isSpanContextValid, trace } from '@opentelemetry/api';
import { ofPropagatedFields } from './propagator';

/**
 * Whether a propagator found a span. `isSpanContextValid` is used only where it is needed: most propagators have checked
 * every character already, and a second check takes longer than everything else that happens to a message here.
 */
export function hasSpan(base: Context): boolean {
  const spanContext = trace.getSpanContext(base);
  if (spanContext === undefined) return false;
  const { traceId, spanId } = spanContext;
  if (!isId(traceId, INVALID_TRACEID) || !isId(spanId, INVALID_SPANID)) return false;
  return isChecked() || isSpanContextValid(spanContext);
}

/**
 * The fields of propagators that let no id pass that is none. Jaeger's takes any text, and an exporter fails with a whole
 * batch of spans if one of them links to such a text.
 */
const CHECKED = /^(?:traceparent|tracestate|baggage|x-amzn-trace-id|b3|x-b3-.*|trace_(?:id|state|flags)|span_id)$/i;

const isChecked = ofPropagatedFields((fields) => fields.length > 0 && fields.every((field) => CHECKED.test(field)));

function isId(id: unknown, invalid: string): boolean {
  return typeof id === 'string' && id.length === invalid.length && id !== invalid;
}
