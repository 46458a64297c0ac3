import { type ContextManager, type TracerProvider, context, propagation, trace } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ATTR_SERVICE_NAME } from '../../semconv/resource';
import { loadPeer } from '../peers';
import { sdkDetectors } from '../resourceDetectors';
import type { NodeSdk, NodeSdkConfiguration, SpanProcessor } from '../sdk';

interface Resource {
  merge(other: Resource): Resource;
}

interface ResourcesModule {
  defaultResource(): Resource;
  detectResources(config: { readonly detectors: readonly object[] }): Resource;
  resourceFromAttributes(attributes: Readonly<Record<string, string>>): Resource;
}

interface Provider extends TracerProvider {
  shutdown(): Promise<void>;
}

interface TraceModule {
  BasicTracerProvider: new (config: {
    readonly resource: Resource;
    readonly spanProcessors: readonly SpanProcessor[];
    readonly sampler?: object;
  }) => Provider;
}

interface ContextModule {
  AsyncLocalStorageContextManager: new () => ContextManager;
}

const FOR = 'setting up tracing';

/**
 * What `NodeSDK` does for traces, made of the same packages of the same release. `NodeSDK` loads exporters for each signal
 * and each protocol, which takes most of a function's cold start.
 * @throws Error where these packages are not as expected
 */
export function makeFunctionSdk(configuration: NodeSdkConfiguration): NodeSdk {
  const { serviceName, instrumentations, textMapPropagator, sampler, spanProcessors, resourceDetectors } =
    configuration;
  const resources = loadPeer('@opentelemetry/resources', FOR) as unknown as ResourcesModule;
  const { AsyncLocalStorageContextManager } = loadPeer(
    '@opentelemetry/context-async-hooks',
    FOR,
  ) as unknown as ContextModule;
  const { BasicTracerProvider } = loadPeer('@opentelemetry/sdk-trace-base', FOR) as unknown as TraceModule;
  const resource = resources
    .defaultResource()
    .merge(resources.detectResources({ detectors: resourceDetectors ?? sdkDetectors(process.env) }))
    .merge(resources.resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName }));
  // It reads limits from the environment, and the sampler if there is none here.
  const provider =
    spanProcessors.length === 0
      ? undefined
      : new BasicTracerProvider({ resource, spanProcessors, ...(sampler !== undefined && { sampler }) });
  return {
    start(): void {
      registerInstrumentations({ instrumentations: [...instrumentations] });
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      if (textMapPropagator !== null) propagation.setGlobalPropagator(textMapPropagator);
      if (provider !== undefined) trace.setGlobalTracerProvider(provider);
    },
    shutdown: async () => provider?.shutdown(),
  };
}
