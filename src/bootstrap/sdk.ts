import type { TextMapPropagator } from '@opentelemetry/api';
import type { FinishedSpan } from '../waterfall/finishedSpan';

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

export interface NodeSdk {
  start(): void;
  shutdown(): Promise<void>;
}

export interface NodeSdkModule {
  NodeSDK: new (configuration: {
    serviceName: string;
    instrumentations: readonly object[];
    textMapPropagator: TextMapPropagator | null;
    sampler?: object;
    spanProcessors: readonly SpanProcessor[];
    logRecordProcessors?: readonly object[];
    metricReaders?: readonly object[];
    /** Before there could be several. */
    metricReader?: object;
    resourceDetectors?: readonly object[];
  }) => NodeSdk;
}
