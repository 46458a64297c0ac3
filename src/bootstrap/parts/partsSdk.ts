import { type ContextManager, context, propagation, trace } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { refusedRegistration } from '../../diagnostics/hiddenSdk';
import { loadPeer } from '../peers';
import { FOR, type NodeSdk, type NodeSdkConfiguration } from '../sdk';
import { makeLoggers } from './loggerProvider';
import { type MeterProvider, makeMeterProvider, registerMeterProvider } from './meterProvider';
import { makeResource } from './resource';
import { makeTracerProvider } from './tracerProvider';

interface ContextModule {
  AsyncLocalStorageContextManager: new () => ContextManager;
}

/**
 * What `NodeSDK` does, made of the same packages of the same release. `NodeSDK` loads exporters for each signal and each
 * protocol, declarative configuration with its parser, and all propagators, which takes most of the time of a start.
 * @throws Error where these packages are not as expected
 */
export function makePartsSdk(configuration: NodeSdkConfiguration): NodeSdk {
  // The copy of the API that the whole SDK has may be the one that is not refused.
  const refused = refusedRegistration();
  if (refused !== undefined) throw new Error(refused);
  const {
    instrumentations,
    textMapPropagator,
    spanProcessors,
    logRecordProcessors,
    metricReaders,
    views = [],
  } = configuration;
  const contextManager = configuration.contextManager ?? makeContextManager();
  const resource = makeResource(configuration);
  // Nobody would get what a provider without a way out makes.
  const tracers = spanProcessors.length === 0 ? undefined : makeTracerProvider(configuration, resource);
  const loggers = logRecordProcessors && makeLoggers(logRecordProcessors, resource, process.env);
  // The last one: a reader belongs to a provider from then on, and the whole SDK could not have it.
  const meters: MeterProvider | undefined = metricReaders && makeMeterProvider(metricReaders, views, resource);
  return {
    start(): void {
      registerInstrumentations({ instrumentations: [...instrumentations] });
      context.setGlobalContextManager(contextManager.enable());
      if (textMapPropagator !== null) propagation.setGlobalPropagator(textMapPropagator);
      if (meters !== undefined) registerMeterProvider(meters, instrumentations);
      if (tracers !== undefined) trace.setGlobalTracerProvider(tracers);
      loggers?.register();
    },
    async shutdown(): Promise<void> {
      await Promise.all([tracers?.shutdown(), loggers?.shutdown(), meters?.shutdown()]);
    },
  };
}

function makeContextManager(): ContextManager {
  const contexts = loadPeer('@opentelemetry/context-async-hooks', FOR) as unknown as ContextModule;
  return new contexts.AsyncLocalStorageContextManager();
}
