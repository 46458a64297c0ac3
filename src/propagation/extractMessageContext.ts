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
 * The context in which a message was created, added to `parent`.
 *
 * It reads, in this order: the message attributes or the headers with the configured propagator, the `AWSTraceHeader`,
 * and a body that SNS or EventBridge wrote. For a message without a context, or with a broken one, it returns `parent`.
 * It never throws.
 * @param message an SQS `Message`; a Lambda `SQSRecord` (camel case); a message of kafkajs, alone or in its
 *   `EachMessagePayload`; or a message of amqplib
 * @param parent the context with baggage and everything else; default: the active context
 */
export function extractMessageContext(message: unknown, parent: Context = context.active()): Context {
  try {
    return isObject(message) ? extract(message, parent) : parent;
  } catch {
    return parent;
  }
}

/** The span that created a message, if the message names it. */
export function creationContext(message: unknown): SpanContext | undefined {
  // A span context that was found is valid.
  return trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
}

/**
 * The span in the `AWSTraceHeader` of a message. A received message has it as text, a message to send as an attribute.
 */
export function spanInAwsTraceHeader(message: Members): SpanContext | undefined {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return parseAwsTraceHeader(headerText(broker.headers, AWS_TRACE_HEADER));
  const system = message['Attributes'] ?? message['attributes'] ?? message['MessageSystemAttributes'];
  const header = isObject(system) ? system[AWS_TRACE_HEADER] : undefined;
  return parseAwsTraceHeader(isObject(header) ? attributeText(header) : header);
}

function extract(message: Members, parent: Context): Context {
  const active = trace.getSpan(parent);
  // The span of `parent` is taken off, so a span that is found comes from the message.
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

/** What the sender wrote in addition to the body. */
function extractFromOwn(base: Context, message: Members): Context {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return extractFrom(base, broker.headers, headersGetter);
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  return isObject(attributes) ? extractFrom(base, attributes, messageAttributesGetter) : base;
}

/**
 * Whether a propagator found a span. `isSpanContextValid` is not used: the propagators have checked every character
 * already, and a second check takes longer than everything else that happens to a message here.
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
