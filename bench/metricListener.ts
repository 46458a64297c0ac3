import { metrics } from '@opentelemetry/api';
import { AggregationTemporality, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { PointRecord } from './job';

/** Collects when it is asked to, which nobody does who measures. */
class SilentReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }

  /** What was measured since the last time. */
  async points(): Promise<PointRecord[]> {
    const { resourceMetrics } = await this.collect();
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics: ofScope }) => ofScope);
    return all.flatMap(({ descriptor: { name, unit }, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({ name, unit, attributes, ...measured(value) })),
    );
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function measured(value: unknown): Pick<PointRecord, 'kind' | 'boundaries' | 'count'> {
  if (typeof value === 'number') return { kind: 'counter', boundaries: undefined, count: value };
  const { buckets, count } = value as Histogram;
  return { kind: 'histogram', boundaries: buckets.boundaries, count };
}

const reader = new SilentReader();

/** The points that one call adds to metrics. */
export async function pointsOf(call: () => unknown): Promise<PointRecord[]> {
  await reader.points();
  await call();
  return reader.points();
}

export function listenToMetrics(): void {
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}
