import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { BasicTracerProvider, TracerConfig } from '@opentelemetry/sdk-trace-base';
export * from '@opentelemetry/sdk-trace-base';

export class NodeTracerProvider extends BasicTracerProvider {
  register(config?: { contextManager?: ContextManager | null; propagator?: TextMapPropagator | null }): void;
}
export type NodeTracerConfig = TracerConfig;
