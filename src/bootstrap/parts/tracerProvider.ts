import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { loadPeer, sdkDependsOn } from '../peers';
import { makeSampler } from '../samplers';
import { FOR, type NodeSdkConfiguration, type SpanProcessor } from '../sdk';
import { spanLimits } from './limits';
import type { Resource } from './resource';

interface TracerProvider extends ApiTracerProvider {
  shutdown(): Promise<void>;
}

type TracerProviderClass = new (config: {
  readonly resource: Resource;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly sampler: object;
  readonly spanLimits?: object;
}) => TracerProvider;

/** @throws Error where the packages of the SDK are not as expected */
export function makeTracerProvider(configuration: NodeSdkConfiguration, resource: Resource): TracerProvider {
  const { spanProcessors } = configuration;
  const sampler = makeSampler(configuration.sampler);
  // From 2.10 on. The provider does not read the environment.
  if (sdkDependsOn('@opentelemetry/sdk-trace')) {
    const { TracerProvider } = loadPeer('@opentelemetry/sdk-trace', FOR);
    return new (TracerProvider as TracerProviderClass)({
      resource,
      spanProcessors,
      sampler,
      spanLimits: spanLimits(process.env),
    });
  }
  const { BasicTracerProvider } = loadPeer('@opentelemetry/sdk-trace-base', FOR);
  return new (BasicTracerProvider as TracerProviderClass)({ resource, spanProcessors, sampler });
}
