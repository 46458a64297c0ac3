import {
  type Context,
  INVALID_SPANID,
  INVALID_TRACEID,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapGetter,
  context,
  trace,
} from '@opentelemetry/api';
import { AWS_TRACE_HEADER, parseAwsTraceHeader } from './awsTraceHeader';
import { brokerMessageOf, headerText, headersGetter } from './brokerMessage';
import { type EnvelopeCarrier, carriersOf, envelopeCarriers } from './envelope';
import { attributeText, messageAttributesGetter } from './messageCarrier';
import { extractFrom } from './propagator';
import { type Members, isObject } from '../values';

/**
 * The context in which a message was created, on top of `parent`.
 *
 * Looks, in this order, into the message attributes or the headers with the configured propagator, at the
 * `AWSTraceHeader`, and into a body that SNS or EventBridge wrote. A message that carries no context, or garbage, gives
 * `parent`. Never throws.
 * @param message an SQS `Message` or a Lambda `SQSRecord` (camel case); a message of kafkajs, alone or in its
 *   `EachMessagePayload`; a message of amqplib
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
  // What is found is valid.
  return trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
}

/** The span in the `AWSTraceHeader` of a message: the text that came with it, or the attribute it is sent with. */
export function spanInAwsTraceHeader(message: Members): SpanContext | undefined {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return parseAwsTraceHeader(headerText(broker.headers, AWS_TRACE_HEADER));
  const system = message['Attributes'] ?? message['attributes'] ?? message['MessageSystemAttributes'];
  const header = isObject(system) ? system[AWS_TRACE_HEADER] : undefined;
  return parseAwsTraceHeader(isObject(header) ? attributeText(header) : header);
}

function extract(message: Members, parent: Context): Context {
  const active = trace.getSpan(parent);
  // Whatever span is found is the message's own.
  const bare = active === undefined ? parent : trace.deleteSpan(parent);
  let base = extractFromOwn(bare, message);
  if (hasSpan(base)) return base;
  const header = spanInAwsTraceHeader(message);
  if (header !== undefined) return trace.setSpanContext(base, header);
  for (const carrier of enveloped(message)) {
    base = extractFromEnvelope(carrier, base);
    if (hasSpan(base)) return base;
  }
  if (base === bare) return parent;
  return active === undefined ? trace.deleteSpan(base) : trace.setSpan(base, active);
}

/** What the sender wrote beside the body. */
function extractFromOwn(base: Context, message: Members): Context {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return extractFrom(base, broker.headers, headersGetter);
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  return isObject(attributes) ? extractFrom(base, attributes, messageAttributesGetter) : base;
}

/**
 * Whether a propagator found a span. All of them look at every character, so that looking again, as `isSpanContextValid`
 * does, only costs: more than the rest of what is done here with a message.
 */
function hasSpan(base: Context): boolean {
  const spanContext = trace.getSpanContext(base);
  if (spanContext === undefined) return false;
  const { traceId, spanId } = spanContext;
  return isId(traceId, INVALID_TRACEID) && isId(spanId, INVALID_SPANID);
}

function isId(id: unknown, invalid: string): boolean {
  return typeof id === 'string' && id.length === invalid.length && id !== invalid;
}

function enveloped(message: Members): EnvelopeCarrier[] {
  const body = message['Body'] ?? message['body'];
  return body === undefined ? carriersOf(message['Sns'] ?? message) : envelopeCarriers(body);
}

function extractFromEnvelope(carrier: EnvelopeCarrier, base: Context): Context {
  return carrier.kind === 'attributes'
    ? extractFrom(base, carrier.attributes, messageAttributesGetter)
    : extractFrom(base, carrier.headers, ownTextGetter);
}

const ownTextGetter: TextMapGetter<Readonly<Record<string, unknown>>> = {
  keys: (headers) => Object.keys(headers),
  get(headers, name) {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  },
};
