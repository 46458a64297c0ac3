import { envText } from '../env';
import type { BatchOptions } from './batcher';

const VARIABLES: Readonly<Record<Exclude<keyof BatchOptions, 'patient'>, string>> = {
  scheduledDelayMillis: 'SCHEDULE_DELAY',
  maxQueueSize: 'MAX_QUEUE_SIZE',
  maxExportBatchSize: 'MAX_EXPORT_BATCH_SIZE',
  exportTimeoutMillis: 'EXPORT_TIMEOUT',
};

/** Of OpenTelemetry; the delay is for each signal. */
const DEFAULTS = { maxQueueSize: 2048, maxExportBatchSize: 512, exportTimeoutMillis: 30_000 };

/** Reads `OTEL_BSP_…`, for spans, or `OTEL_BLRP_…`, for log records. @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function batchOptions(prefix: 'OTEL_BSP' | 'OTEL_BLRP', env = process.env): BatchOptions {
  const options = { scheduledDelayMillis: prefix === 'OTEL_BSP' ? 5000 : 1000, ...DEFAULTS };
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const value = Number(envText(env, `${prefix}_${variable}`));
    if (value > 0) options[option as keyof typeof options] = value;
  }
  return { ...options, maxExportBatchSize: Math.min(options.maxExportBatchSize, options.maxQueueSize) };
}
