import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { FinishedSpan } from '../waterfall/finishedSpan';

/** The package that depends on all of the SDK. */
export const SDK = '@opentelemetry/sdk-node';
/** What it is needed for. */
export const FOR = 'setting up tracing';

/**
 * The part of the OpenTelemetry SDK that is used here, described by shape. Its packages are optional, and the
 * generations 2.x and 3.x both have this part.
 */

/** A span in the form that processors and exporters get. */
export interface SdkSpan extends FinishedSpan {
  readonly instrumentationScope?: { readonly name: string };
}

/** `ExportResult` of `@opentelemetry/core`. */
export interface ExportResult {
  code: number;
  error?: Error;
}

export const EXPORT_SUCCESS = 0;

export interface SpanExporter {
  export(spans: readonly SdkSpan[], resultCallback: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface SpanProcessor {
  onStart(span: object, parentContext: object): void;
  onEnd(span: SdkSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A sampler by its name in OTEL_TRACES_SAMPLER, and its ratio. */
export interface SamplerChoice {
  readonly name: string;
  /** Default: 1. */
  readonly ratio: number | undefined;
}

/** A sampler that the application brings. */
export interface Sampler {
  shouldSample(...args: never[]): unknown;
  toString(): string;
}

/** What all telemetry of a process says of itself. */
export interface Resource {
  readonly attributes: Readonly<Record<string, unknown>>;
  merge(other: never): Resource;
}

export interface IdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
}

export interface NodeSdk {
  start(): void;
  shutdown(): Promise<void>;
}

export interface NodeSdkConfiguration {
  readonly serviceName: string;
  readonly instrumentations: readonly Instrumentation[];
  readonly textMapPropagator: TextMapPropagator | null;
  readonly sampler: SamplerChoice | Sampler;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logRecordProcessors?: readonly object[];
  readonly metricReaders?: readonly object[];
  readonly views?: readonly object[];
  readonly resource?: Resource;
  readonly serviceVersion?: string;
  readonly resourceDetectors?: readonly object[];
  readonly contextManager?: ContextManager;
  readonly idGenerator?: IdGenerator;
  readonly spanLimits?: object;
}

export interface NodeSdkModule {
  NodeSDK: new (
    configuration: Omit<NodeSdkConfiguration, 'sampler' | 'serviceVersion'> & {
      readonly sampler?: object;
      /** Before there could be several. */
      readonly metricReader?: object;
    },
  ) => NodeSdk;
}
