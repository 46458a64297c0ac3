import { type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { isAbort } from '../semconv/errors';
import { s3Semconv } from '../semconv/s3';
import type { Telemetry } from '../telemetry/telemetry';
import { isExpectedError } from '../telemetry/expectedErrors';
import { failSpan, failingOf } from '../telemetry/failSpan';
import { safely } from '../telemetry/safely';
import { isTracingSuppressed } from '../telemetry/suppression';
import { isObject, text } from '../values';

const SERVICE = 'S3';
const OPERATION = 'Upload';

/**
 * Runs an upload of many parts inside a span of its own, `S3.Upload`, as the parent of the calls that it makes. They
 * would be traces of their own, each, where the application has no span active.
 * @param params what the upload was created with: the input of a PutObject
 */
export function traceUpload(telemetry: Telemetry, params: unknown, upload: () => unknown): unknown {
  const span = safely('starting an upload', startUpload, telemetry, params);
  if (span === undefined) return upload();
  const result = context.with(trace.setSpan(context.active(), span), upload);
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  return result.then(
    (output: unknown) => {
      span.end();
      return output;
    },
    (error: unknown) => {
      const tolerated = isAbort(error) || isExpectedError(telemetry.options, SERVICE, OPERATION, error);
      safely('ending an upload', failSpan, span, { ...failingOf(error), tolerated });
      span.end();
      throw error;
    },
  );
}

function startUpload(telemetry: Telemetry, params: unknown): Span | undefined {
  const input = isObject(params) ? params : {};
  const { ignore, naming, requireParentSpan } = telemetry.options;
  const tracer = telemetry.tracer();
  const parent = context.active();
  if (tracer === undefined || isTracingSuppressed(parent)) return undefined;
  if (requireParentSpan && trace.getSpan(parent) === undefined) return undefined;
  if (ignore !== undefined && safely('ignore', ignore, SERVICE, OPERATION, input) === true) return undefined;

  const attributes = {};
  s3Semconv.request(attributes, { bucket: text(input['Bucket']), key: text(input['Key']) }, naming);
  return tracer.startSpan(`${SERVICE}.${OPERATION}`, { kind: SpanKind.INTERNAL, attributes }, parent);
}
