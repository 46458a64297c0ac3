import { type Context, type SpanContext, defaultTextMapGetter, trace } from '@opentelemetry/api';
import type { Options } from '../options';
import { AWS_TRACE_HEADER, parseAwsTraceHeader } from './awsTraceHeader';
import { brokerMessageOf } from './brokers/brokerMessageOf';
import { headerText, headersGetter } from './brokers/headers';
import { type EnvelopeCarrier, carriersOf, envelopeCarriers } from './envelope';
import { extractFromMessage } from './extractFromMessage';
import { withFoundSpan } from './foundSpan';
import { attributeText, messageAttributesGetter, ownAttribute } from './messageCarrier';
import { linkedContext } from './linkedContext';
import { traceContext } from './traceContext';
import { type Members, isObject } from '../values';

/** Of the options, what decides how a message is read. */
export type Reading = Pick<Options, 'awsTraceHeader'>;

/**
 * The context in which a message was created, added to `parent`; `parent` where it has none. What its sender wrote comes
 * first, then what came with an envelope in its body, and the `AWSTraceHeader` last: AWS's own components write that one,
 * also for applications that trace nothing.
 */
export function extractContext(message: unknown, parent: Context, reading: Reading): Context {
  try {
    return isObject(message) ? extract(message, parent, reading) : parent;
  } catch {
    return parent;
  }
}

/** The span that created a message, if the message names it. */
export function creationContext(message: unknown, reading: Reading): SpanContext | undefined {
  // A span context that was found is valid.
  return trace.getSpanContext(extractContext(message, NOTHING_FOUND, reading));
}

const NOTHING_FOUND = linkedContext();

/**
 * The span in the `AWSTraceHeader` of a message. A received message has it as text, a message to send as an attribute.
 */
export function spanInAwsTraceHeader(message: Members, { awsTraceHeader }: Reading): SpanContext | undefined {
  if (awsTraceHeader === 'never') return undefined;
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return parseAwsTraceHeader(headerText(broker.headers, AWS_TRACE_HEADER));
  const system = message['Attributes'] ?? message['attributes'] ?? message['MessageSystemAttributes'];
  const header = isObject(system) ? system[AWS_TRACE_HEADER] : undefined;
  return parseAwsTraceHeader(isObject(header) ? attributeText(header) : header);
}

function extract(message: Members, parent: Context, reading: Reading): Context {
  const active = trace.getSpan(parent);
  // The span of `parent` is taken off, so a span that is found comes from the message.
  const bare = active === undefined ? parent : trace.deleteSpan(parent);
  let base = readFrom(bare, extractFromOwn, message);
  let found = withFoundSpan(base);
  if (found !== undefined) return found;
  base = readFrom(base, extractFromActivity, message);
  found = withFoundSpan(base);
  if (found !== undefined) return found;
  const carriers = enveloped(message);
  for (const carrier of carriers) {
    base = readFrom(base, extractFromEnvelope, carrier);
    found = withFoundSpan(base);
    if (found !== undefined) return found;
  }
  const header = spanInAwsTraceHeader(message, reading) ?? spanInEnvelope(carriers, reading);
  if (header !== undefined) return trace.setSpanContext(base, header);
  if (base === bare) return parent;
  return active === undefined ? trace.deleteSpan(base) : trace.setSpan(base, active);
}

/** A pipe hands a message on with the header that it came with. */
function spanInEnvelope(carriers: readonly EnvelopeCarrier[], { awsTraceHeader }: Reading): SpanContext | undefined {
  if (awsTraceHeader === 'never') return undefined;
  for (const carrier of carriers) {
    const span = carrier.kind === 'awsTraceHeader' ? parseAwsTraceHeader(carrier.header) : undefined;
    if (span !== undefined) return span;
  }
  return undefined;
}

/** A carrier that a propagator cannot read counts as absent, and hides none of the others. */
function readFrom<T>(base: Context, read: (base: Context, carrier: T) => Context, carrier: T): Context {
  try {
    return read(base, carrier);
  } catch {
    return base;
  }
}

/** What the sender wrote in addition to the body. */
function extractFromOwn(base: Context, message: Members): Context {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return extractFromMessage(base, broker.headers, headersGetter);
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  return isObject(attributes) ? extractFromMessage(base, attributes, messageAttributesGetter) : base;
}

/** Where libraries of .NET keep the context that they propagate by themselves: in the form of W3C's header. */
const ACTIVITY_FIELDS = ['MT-Activity-Id', 'Diagnostic-Id'] as const;

/**
 * MassTransit, and clients of Azure.
 * @see https://masstransit.io/documentation/concepts/messages#headers
 */
function extractFromActivity(base: Context, message: Members): Context {
  const broker = brokerMessageOf(message);
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  for (const name of ACTIVITY_FIELDS) {
    const told =
      broker === undefined
        ? isObject(attributes) && attributeText(ownAttribute(attributes, name))
        : headerText(broker.headers, name);
    if (told) return traceContext.extract(base, { traceparent: told }, defaultTextMapGetter);
  }
  return base;
}

/** A body that cannot be read hides no header. */
function enveloped(message: Members): EnvelopeCarrier[] {
  try {
    const body = message['Body'] ?? message['body'];
    return body === undefined ? carriersOf(message['Sns'] ?? message) : envelopeCarriers(body);
  } catch {
    return [];
  }
}

function extractFromEnvelope(base: Context, carrier: EnvelopeCarrier): Context {
  if (carrier.kind === 'attributes') return extractFromMessage(base, carrier.attributes, messageAttributesGetter);
  return carrier.kind === 'headers' ? extractFromMessage(base, carrier.headers, headersGetter) : base;
}
