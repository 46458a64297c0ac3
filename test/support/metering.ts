import { type Attributes, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** One point as a backend would see it: a histogram's value is its count. */
export interface Point {
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  /** Of a histogram. */
  readonly sum?: number;
  readonly buckets?: readonly number[];
  readonly attributes: Attributes;
}

/** The metrics SDK as an application sets it up, with its points in memory. */
export interface Metering {
  readonly provider: MeterProvider;
  /** All points since the start, in the order of their metrics. */
  points(metric?: string): Promise<Point[]>;
  stop(): Promise<void>;
}

export function startMetering(): Metering {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  return {
    provider,
    async points(metric) {
      exporter.reset();
      await reader.forceFlush();
      return exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap((scope) => scope.metrics)
        .filter(({ descriptor }) => metric === undefined || descriptor.name === metric)
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ value, attributes }): Point => {
            const { name, unit } = descriptor;
            if (typeof value === 'number') return { metric: name, unit, value, attributes };
            const { count, sum, buckets } = value as Histogram;
            return { metric: name, unit, value: count, sum: sum ?? 0, buckets: buckets.boundaries, attributes };
          }),
        );
    },
    async stop() {
      await provider.shutdown();
      metrics.disable();
    },
  };
}
