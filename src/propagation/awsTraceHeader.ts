import { type Context, type SpanContext, TraceFlags, isSpanContextValid, trace } from '@opentelemetry/api';
import { asUndecided } from './undecided';

/**
 * The SQS message system attribute that carries an X-Ray trace header. It does not count as one of the ten attributes.
 */
export const AWS_TRACE_HEADER = 'AWSTraceHeader';

const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function formatAwsTraceHeader(context: SpanContext): string {
  const { traceId, spanId, traceFlags } = context;
  const sampled = (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED ? '1' : '0';
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${sampled}`;
}

/** The trace header of a context, if there is a span in it. */
export function awsTraceHeaderOf(context: Context): string | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? formatAwsTraceHeader(spanContext) : undefined;
}

/**
 * The span that a trace header names; undefined for anything else, also for a header that has only a root. AWS's own
 * components write the header, also for an application that traces nothing and whatever its sampler decides: unless it says
 * `Sampled=1`, it has decided nothing.
 */
export function parseAwsTraceHeader(header: unknown): SpanContext | undefined {
  if (typeof header !== 'string' || header.length > 1024) return undefined;
  let traceId = '';
  let spanId = '';
  let traceFlags = TraceFlags.NONE;
  for (const field of header.split(';')) {
    const [key, value = ''] = field.trim().split('=', 2);
    if (key === 'Root') traceId = value.toLowerCase().replace(ROOT, '$1$2');
    else if (key === 'Parent') spanId = value.toLowerCase();
    else if (key === 'Sampled' && value === '1') traceFlags = TraceFlags.SAMPLED;
  }
  const context: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
  if (!isSpanContextValid(context)) return undefined;
  return traceFlags === TraceFlags.NONE ? asUndecided(context) : context;
}
