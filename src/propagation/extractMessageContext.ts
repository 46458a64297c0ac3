import {
  type Context,
  type SpanContext,
  ROOT_CONTEXT,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { AWS_TRACE_HEADER, parseAwsTraceHeader } from './awsTraceHeader';
import { isObject } from './copy';
import { messageAttributesGetter } from './messageCarrier';

/**
 * The context in which a message was created, on top of `parent`.
 *
 * Looks into the message attributes with the configured propagator, then at the `AWSTraceHeader` system attribute. A
 * message that carries no context, or garbage, gives `parent`. Never throws.
 * @param message an SQS `Message`, or a Lambda `SQSRecord` (camel case)
 * @param parent where baggage and everything else comes from; default the active context
 */
export function extractMessageContext(message: unknown, parent: Context = context.active()): Context {
  try {
    return extract(message, parent);
  } catch {
    return parent;
  }
}

/** The span that created a message, if the message tells. */
export function creationContext(message: unknown): SpanContext | undefined {
  const spanContext = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

function extract(message: unknown, parent: Context): Context {
  if (!isObject(message)) return parent;
  let base = parent;
  const attributes = message['MessageAttributes'] ?? message['messageAttributes'];
  if (isObject(attributes)) {
    base = propagation.extract(parent, attributes, messageAttributesGetter);
    if (trace.getSpanContext(base) !== trace.getSpanContext(parent)) return base;
  }
  const system = message['Attributes'] ?? message['attributes'];
  const header = isObject(system) ? parseAwsTraceHeader(system[AWS_TRACE_HEADER]) : undefined;
  return header === undefined ? base : trace.setSpanContext(base, header);
}
