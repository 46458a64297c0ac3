import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { loadPeer, sdkDependsOn } from '../peers';
import { makeSampler } from '../samplers';
import { FOR, type IdGenerator, type NodeSdkConfiguration, type Resource, type SpanProcessor } from '../sdk';
import { spanLimits } from './limits';

interface TracerProvider extends ApiTracerProvider {
  shutdown(): Promise<void>;
}

type TracerProviderClass = new (config: {
  readonly resource: Resource;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly sampler: object;
  readonly spanLimits?: object;
  readonly idGenerator?: IdGenerator;
}) => TracerProvider;

/** @throws Error where the packages of the SDK are not as expected */
export function makeTracerProvider(configuration: NodeSdkConfiguration, resource: Resource): TracerProvider {
  const { spanProcessors, idGenerator } = configuration;
  const sampler = makeSampler(configuration.sampler);
  const parts = { resource, spanProcessors, sampler, ...(idGenerator !== undefined && { idGenerator }) };
  // From 2.10 on. The provider does not read the environment.
  if (sdkDependsOn('@opentelemetry/sdk-trace')) {
    const { TracerProvider } = loadPeer('@opentelemetry/sdk-trace', FOR);
    return new (TracerProvider as TracerProviderClass)({
      ...parts,
      spanLimits: { ...spanLimits(process.env), ...configuration.spanLimits },
    });
  }
  const { BasicTracerProvider } = loadPeer('@opentelemetry/sdk-trace-base', FOR);
  const limits = configuration.spanLimits;
  return new (BasicTracerProvider as TracerProviderClass)({
    ...parts,
    ...(limits !== undefined && { spanLimits: limits }),
  });
}
