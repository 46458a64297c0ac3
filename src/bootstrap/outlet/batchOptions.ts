import { MAX_TIMER, envText } from '../env';
import type { BatchOptions } from './batcher';

const VARIABLES: Readonly<Record<Exclude<keyof BatchOptions, 'patient'>, string>> = {
  scheduledDelayMillis: 'SCHEDULE_DELAY',
  maxQueueSize: 'MAX_QUEUE_SIZE',
  maxExportBatchSize: 'MAX_EXPORT_BATCH_SIZE',
  exportTimeoutMillis: 'EXPORT_TIMEOUT',
};

/** Of OpenTelemetry; the delay is for each signal. */
const DEFAULTS = { maxQueueSize: 2048, maxExportBatchSize: 512, exportTimeoutMillis: 30_000 };

const SIGNALS = {
  traces: { delay: 5000, nameOf: (variable: string) => `OTEL_BSP_${variable}` },
  logs: { delay: 1000, nameOf: (variable: string) => `OTEL_BLRP_${variable}` },
};

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function batchOptions(signal: keyof typeof SIGNALS, env = process.env): BatchOptions {
  const { delay, nameOf } = SIGNALS[signal];
  const options = { scheduledDelayMillis: delay, ...DEFAULTS };
  for (const [option, variable] of Object.entries(VARIABLES)) {
    // A batch of half an item would be empty for ever.
    const value = Math.floor(Number(envText(env, nameOf(variable))));
    if (value > 0) options[option as keyof typeof options] = Math.min(value, MAX_TIMER);
  }
  return { ...options, maxExportBatchSize: Math.min(options.maxExportBatchSize, options.maxQueueSize) };
}
