import { type Span, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { setErrorType } from '../semconv/aws';
import { errorMessage, errorType } from '../semconv/errors';
import { s3Semconv } from '../semconv/s3';
import type { Instrumenter } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { isTracingSuppressed } from '../telemetry/suppression';
import { isObject, text } from '../values';

const SERVICE = 'S3';
const OPERATION = 'Upload';

/**
 * Runs an upload of many parts inside a span of its own, `S3.Upload`, which is the parent of its calls. Without it,
 * each of these calls is a trace of its own when the application has no active span.
 * @param params the input of a PutObject that the upload was created with
 */
export function traceUpload(instrumenter: Instrumenter, params: unknown, upload: () => unknown): unknown {
  const span = safely('starting an upload', startUpload, instrumenter, params);
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
      safely('ending an upload', fail, span, error);
      span.end();
      throw error;
    },
  );
}

function startUpload(instrumenter: Instrumenter, params: unknown): Span | undefined {
  const input = isObject(params) ? params : {};
  const { ignore, naming, requireParentSpan } = instrumenter.options;
  const tracer = instrumenter.tracers.get();
  const parent = context.active();
  if (tracer === undefined || isTracingSuppressed(parent)) return undefined;
  if (requireParentSpan && trace.getSpan(parent) === undefined) return undefined;
  if (ignore !== undefined && safely('ignore', ignore, SERVICE, OPERATION, input) === true) return undefined;

  const attributes = {};
  s3Semconv.request(attributes, { bucket: text(input['Bucket']), key: text(input['Key']) }, naming);
  return tracer.startSpan(`${SERVICE}.${OPERATION}`, { kind: SpanKind.INTERNAL, attributes }, parent);
}

function fail(span: Span, error: unknown): void {
  const attributes = {};
  setErrorType(attributes, errorType(error));
  const message = errorMessage(error);
  span.setAttributes(attributes);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  span.recordException(error instanceof Error ? error : String(error));
}
