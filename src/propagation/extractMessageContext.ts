import {
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapGetter,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { AWS_TRACE_HEADER, parseAwsTraceHeader } from './awsTraceHeader';
import { type Members, isObject } from './copy';
import { type EnvelopeCarrier, carriersOf, envelopeCarriers } from './envelope';
import { attributeText, messageAttributesGetter } from './messageCarrier';

/**
 * The context in which a message was created, on top of `parent`.
 *
 * Looks, in this order, into the message attributes with the configured propagator, at the `AWSTraceHeader` system
 * attribute, and into a body that SNS or EventBridge wrote. A message that carries no context, or garbage, gives
 * `parent`. Never throws.
 * @param message an SQS `Message`, or a Lambda `SQSRecord` (camel case)
 * @param parent where baggage and everything else comes from; default the active context
 */
export function extractMessageContext(message: unknown, parent: Context = context.active()): Context {
  try {
    return isObject(message) ? extract(message, parent) : parent;
  } catch {
    return parent;
  }
}

/** The span that created a message, if the message tells. */
export function creationContext(message: unknown): SpanContext | undefined {
  const spanContext = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** The span in the `AWSTraceHeader` of a message: the text that came with it, or the attribute it is sent with. */
export function awsTraceHeaderOf(message: Members): SpanContext | undefined {
  const system = message['Attributes'] ?? message['attributes'] ?? message['MessageSystemAttributes'];
  const header = isObject(system) ? system[AWS_TRACE_HEADER] : undefined;
  return parseAwsTraceHeader(isObject(header) ? attributeText(header) : header);
}

function extract(message: Members, parent: Context): Context {
  const active = trace.getSpan(parent);
  // Whatever span is found is the message's own.
  const bare = active === undefined ? parent : trace.deleteSpan(parent);
  let base = bare;
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  if (isObject(attributes)) {
    base = propagation.extract(base, attributes, messageAttributesGetter);
    if (hasSpan(base)) return base;
  }
  const header = awsTraceHeaderOf(message);
  if (header !== undefined) return trace.setSpanContext(base, header);
  for (const carrier of enveloped(message)) {
    base = extractFrom(carrier, base);
    if (hasSpan(base)) return base;
  }
  if (base === bare) return parent;
  return active === undefined ? trace.deleteSpan(base) : trace.setSpan(base, active);
}

function hasSpan(base: Context): boolean {
  const spanContext = trace.getSpanContext(base);
  return spanContext !== undefined && isSpanContextValid(spanContext);
}

function enveloped(message: Members): EnvelopeCarrier[] {
  const body = message['Body'] ?? message['body'];
  return body === undefined ? carriersOf(message['Sns'] ?? message) : envelopeCarriers(body);
}

function extractFrom(carrier: EnvelopeCarrier, base: Context): Context {
  return carrier.kind === 'attributes'
    ? propagation.extract(base, carrier.attributes, messageAttributesGetter)
    : propagation.extract(base, carrier.headers, ownTextGetter);
}

const ownTextGetter: TextMapGetter<Readonly<Record<string, unknown>>> = {
  keys: (headers) => Object.keys(headers),
  get(headers, name) {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  },
};
