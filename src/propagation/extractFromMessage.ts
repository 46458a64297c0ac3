import { type Context, type SpanContext, type TextMapGetter, defaultTextMapGetter, trace } from '@opentelemetry/api';
import { withFoundSpan } from './foundSpan';
import { extractFrom } from './propagator';

/**
 * The configured propagator's `extract` for what a message carries. X-Ray's propagator for Lambda looks into the
 * environment as well, and prefers what it finds there: that is the invocation, which has created no message.
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/propagator-aws-xray-lambda
 */
export function extractFromMessage<Carrier>(base: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
  if (!IN_LAMBDA || withFoundSpan(extractFrom(base, {}, defaultTextMapGetter)) === undefined) {
    return extractFrom(base, carrier, getter);
  }
  // Below a span, it reads the carrier only.
  const extracted = extractFrom(trace.setSpanContext(base, PLACEHOLDER), carrier, getter);
  return trace.getSpanContext(extracted) === PLACEHOLDER ? trace.deleteSpan(extracted) : extracted;
}

/** Everywhere else, nothing is extracted twice. */
const IN_LAMBDA = process.env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined;

/** Stands for no span, and is one for whoever looks. */
const PLACEHOLDER: SpanContext = Object.freeze({ traceId: 'f'.repeat(32), spanId: 'f'.repeat(16), traceFlags: 0 });
