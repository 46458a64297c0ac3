import { type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { settle } from '../process/settle';
import { isAbort } from '../semconv/errors';
import { s3Semconv } from '../semconv/s3';
import type { Telemetry } from '../telemetry/telemetry';
import { endSpan } from '../telemetry/endSpan';
import { isExpectedError } from '../telemetry/expectedErrors';
import { failSpan, failingOf } from '../telemetry/failSpan';
import { isIgnored } from '../telemetry/ignored';
import { activeContext } from '../telemetry/activeContext';
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
export function traceUpload(telemetry: Telemetry, params: unknown, upload: () => unknown): unknown {
  const span = safely('starting an upload', startUpload, telemetry, params);
  if (span === undefined) return upload();
  const ended = (): void => endSpan(span);
  const failed = (error: unknown): void => {
    const tolerated = isAbort(error) || isExpectedError(telemetry.options, SERVICE, OPERATION, error);
    safely('recording an error', () => failSpan(span, { ...failingOf(error), tolerated }));
    endSpan(span);
  };
  return settle(trace.setSpan(activeContext(), span), upload, ended, failed);
}

function startUpload(telemetry: Telemetry, params: unknown): Span | undefined {
  const input = isObject(params) ? params : {};
  const { ignore, naming, requireParentSpan } = telemetry.options;
  const tracer = telemetry.tracer();
  const parent = context.active();
  if (tracer === undefined || isTracingSuppressed(parent)) return undefined;
  if (requireParentSpan && trace.getSpan(parent) === undefined) return undefined;
  if (isIgnored(ignore, SERVICE, OPERATION, input)) return undefined;

  const attributes = {};
  s3Semconv.request(attributes, { bucket: text(input['Bucket']), key: text(input['Key']) }, naming);
  return tracer.startSpan(`${SERVICE}.${OPERATION}`, { kind: SpanKind.INTERNAL, attributes }, parent);
}
