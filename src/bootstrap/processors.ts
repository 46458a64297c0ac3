import { TraceFlags } from '@opentelemetry/api';
import { envText } from './env';
import { findPeer, loadPeer } from './peers';
import type { SdkSpan, SpanExporter, SpanProcessor } from './sdk';

/** Options of the SDK's processor, and the variables that set them. */
const BATCH_OPTIONS: Readonly<Record<string, string>> = {
  scheduledDelayMillis: 'SCHEDULE_DELAY',
  maxQueueSize: 'MAX_QUEUE_SIZE',
  maxExportBatchSize: 'MAX_EXPORT_BATCH_SIZE',
  exportTimeoutMillis: 'EXPORT_TIMEOUT',
};

/** Counts spans by the scope that made them. It takes two additions for each span. */
export class CountingProcessor implements SpanProcessor {
  started = 0;
  /** Only spans that are sampled, because only those are exported. */
  ended = 0;
  readonly endedByScope = new Map<string, number>();

  onStart(): void {
    this.started += 1;
  }

  onEnd(span: SdkSpan): void {
    if (!isSampled(span)) return;
    this.ended += 1;
    const scope = span.instrumentationScope?.name ?? 'unknown';
    this.endedByScope.set(scope, (this.endedByScope.get(scope) ?? 0) + 1);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Passes on each span when it ends. It is for exporters that print. */
export class ImmediateProcessor implements SpanProcessor {
  constructor(private readonly exporter: SpanExporter) {}

  onStart(): void {}

  onEnd(span: SdkSpan): void {
    if (isSampled(span)) this.exporter.export([span], () => {});
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

/** The batch processor of the SDK, with its standard variables. */
export function batchProcessor(exporter: SpanExporter): SpanProcessor {
  const options: Record<string, number> = {};
  for (const [option, variable] of Object.entries(BATCH_OPTIONS)) {
    const value = Number(envText(process.env, `OTEL_BSP_${variable}`));
    if (value > 0) options[option] = value;
  }
  const neededFor = 'exporting spans';
  if (findPeer('@opentelemetry/sdk-trace') !== undefined) {
    const { BatchSpanProcessor } = loadPeer('@opentelemetry/sdk-trace', neededFor);
    return new (BatchSpanProcessor as new (config: object) => SpanProcessor)({ exporter, ...options });
  }
  // Before 2.10, it was in another package, and the exporter was an argument of its own.
  const { BatchSpanProcessor } = loadPeer('@opentelemetry/sdk-trace-base', neededFor);
  return new (BatchSpanProcessor as new (exporter: SpanExporter, config: object) => SpanProcessor)(exporter, options);
}

function isSampled(span: SdkSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
