import type * as sdk from '@opentelemetry/sdk-trace';
export {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ConsoleSpanExporter,
  InMemorySpanExporter,
  NoopSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
export type {
  IdGenerator,
  ReadableSpan,
  Sampler,
  SamplingResult,
  Span,
  SpanExporter,
  SpanLimits,
  SpanProcessor,
  TimedEvent,
} from '@opentelemetry/sdk-trace';

export class SimpleSpanProcessor extends sdk.SimpleSpanProcessor {
  constructor(exporter: sdk.SpanExporter);
}
export class BatchSpanProcessor extends sdk.BatchSpanProcessor {
  constructor(exporter: sdk.SpanExporter, options?: Omit<sdk.BatchSpanProcessorOptions, 'exporter'>);
}
export class BasicTracerProvider extends sdk.TracerProvider {}
export type TracerConfig = sdk.TracerProviderOptions;
