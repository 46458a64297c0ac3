import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  createTraceState,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** A version that is newer may have more behind the flags. `ff` is none. */
const PATTERN = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * W3C trace context, for where an application registers a provider and nothing else: the API has no propagator of its
 * own, and the SDK's package is not sure to be installed.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const traceContext: TextMapPropagator<unknown> = {
  inject(context, carrier, setter): void {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined || !isSpanContextValid(spanContext)) return;
    const flags = spanContext.traceFlags.toString(16).padStart(2, '0');
    setter.set(carrier, TRACEPARENT, `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`);
    const state = spanContext.traceState?.serialize() ?? '';
    if (state !== '') setter.set(carrier, TRACESTATE, state);
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const [, version, traceId = '', spanId = '', flags = '', more] =
      PATTERN.exec(read(carrier, TRACEPARENT, getter)) ?? [];
    if (version === undefined || (version === '00' && more !== undefined)) return context;
    const state = read(carrier, TRACESTATE, getter);
    const spanContext = {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16),
      isRemote: true,
      ...(state !== '' && { traceState: createTraceState(state) }),
    };
    return isSpanContextValid(spanContext) ? trace.setSpanContext(context, spanContext) : context;
  },

  fields: () => [TRACEPARENT, TRACESTATE],
};

function read(carrier: unknown, field: string, getter: TextMapGetter): string {
  const given = getter.get(carrier, field);
  if (!Array.isArray(given)) return given?.trim() ?? '';
  // Several headers of a list are parts of one. https://www.w3.org/TR/trace-context/#tracestate-header-field-values
  return (field === TRACESTATE ? given.join(',') : (given[0] ?? '')).trim();
}
