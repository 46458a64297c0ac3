import {
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  createTraceState,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';

const TRACE_ID = 'trace_id';
const SPAN_ID = 'span_id';
const TRACE_FLAGS = 'trace_flags';
const TRACE_STATE = 'trace_state';

/**
 * Carries a trace in four plain fields: `trace_id` and `span_id` in hexadecimal, `trace_flags` as a number, and
 * `trace_state` if there is one. It is for brokers and bridges that accept no other header names, and for messages that
 * people read.
 *
 * Use it together with others in a `CompositePropagator`. If several of them find a context, the last one wins, as
 * always there.
 * @example
 * const propagator = new CompositePropagator({
 *   propagators: [new W3CTraceContextPropagator(), new MessageQueuePropagator()],
 * });
 */
export class MessageQueuePropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined || !isSpanContextValid(spanContext)) return;
    setter.set(carrier, TRACE_ID, spanContext.traceId);
    setter.set(carrier, SPAN_ID, spanContext.spanId);
    setter.set(carrier, TRACE_FLAGS, String(spanContext.traceFlags));
    const state = spanContext.traceState?.serialize() ?? '';
    if (state !== '') setter.set(carrier, TRACE_STATE, state);
  }

  /** Returns `context` unchanged if the fields are missing or broken. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const read = (key: string): string | undefined => first(getter.get(carrier, key));
    const traceId = read(TRACE_ID)?.toLowerCase();
    const spanId = read(SPAN_ID)?.toLowerCase();
    if (traceId === undefined || spanId === undefined) return context;
    const state = read(TRACE_STATE);
    const spanContext: SpanContext = {
      traceId,
      spanId,
      traceFlags: flagsOf(read(TRACE_FLAGS)),
      isRemote: true,
      ...(state !== undefined && { traceState: createTraceState(state) }),
    };
    return isSpanContextValid(spanContext) ? trace.setSpanContext(context, spanContext) : context;
  }

  fields(): string[] {
    return [TRACE_ID, SPAN_ID, TRACE_FLAGS, TRACE_STATE];
  }
}

function first(value: string | string[] | undefined): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  // The flags may be a number, if the sender's carrier has numbers.
  const text: unknown = typeof one === 'number' ? String(one) : one;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** The flags: a byte in decimal. Any other value counts as not sampled. */
function flagsOf(text: string | undefined): number {
  const flags = text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return flags <= 255 ? flags : 0;
}
