import { type MeterProvider as ApiMeterProvider, metrics } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { loadPeer } from '../peers';
import { FOR } from '../sdk';
import type { Resource } from './resource';

export interface MeterProvider extends ApiMeterProvider {
  shutdown(): Promise<void>;
}

type MeterProviderClass = new (config: { readonly resource: Resource; readonly readers: object[] }) => MeterProvider;

export function makeMeterProvider(readers: readonly object[], resource: Resource): MeterProvider {
  const { MeterProvider } = loadPeer('@opentelemetry/sdk-metrics', FOR);
  return new (MeterProvider as MeterProviderClass)({ resource, readers: [...readers] });
}

/**
 * The API has no proxy for metrics: what was made before has no meters.
 * @see https://github.com/open-telemetry/opentelemetry-js/issues/3622
 */
export function registerMeterProvider(provider: MeterProvider, instrumentations: readonly Instrumentation[]): void {
  metrics.setGlobalMeterProvider(provider);
  for (const instrumentation of instrumentations) instrumentation.setMeterProvider(metrics.getMeterProvider());
}
