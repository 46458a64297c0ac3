import { type MeterProvider as ApiMeterProvider, metrics } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { loadPeer } from '../peers';
import { FOR, type Resource } from '../sdk';

export interface MeterProvider extends ApiMeterProvider {
  shutdown(): Promise<void>;
}

type MeterProviderClass = new (config: {
  readonly resource: Resource;
  readonly readers: object[];
  readonly views: object[];
}) => MeterProvider;

export function makeMeterProvider(
  readers: readonly object[],
  views: readonly object[],
  resource: Resource,
): MeterProvider {
  const { MeterProvider } = loadPeer('@opentelemetry/sdk-metrics', FOR);
  return new (MeterProvider as MeterProviderClass)({ resource, readers: [...readers], views: [...views] });
}

/**
 * The API has no proxy for metrics: what was made before has no meters.
 * @see https://github.com/open-telemetry/opentelemetry-js/issues/3622
 */
export function registerMeterProvider(provider: MeterProvider, instrumentations: readonly Instrumentation[]): void {
  metrics.setGlobalMeterProvider(provider);
  for (const instrumentation of instrumentations) instrumentation.setMeterProvider(metrics.getMeterProvider());
}
