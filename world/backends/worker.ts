/** A worker in a process of its own, with the OpenTelemetry SDK as an application has it. Each `work` is one round. */
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { metrics } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';
import { type Round, openWorkshop } from './rounds';
import { WORKER } from './names';

/** What the worker is started with. */
export interface WorkerPlan {
  /** The exporter for Prometheus listens here. */
  readonly scrapePort: number;
}

async function main({ scrapePort }: WorkerPlan): Promise<void> {
  const resource = resourceFromAttributes({ 'service.name': WORKER, 'service.instance.id': String(process.pid) });
  const tracing = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  tracing.register();
  const metering = new MeterProvider({
    resource,
    readers: [
      // Exports when it is told to: the end of a round.
      new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 3_600_000 }),
      new PrometheusExporter({ host: '127.0.0.1', port: scrapePort }),
    ],
  });
  metrics.setGlobalMeterProvider(metering);
  const instrumentation = new SqsInstrumentation();

  const workshop = await openWorkshop();
  process.on('message', () => {
    void (async () => {
      const round: Round = await workshop.round();
      await Promise.all([tracing.forceFlush(), metering.forceFlush()]);
      process.send?.(round);
    })();
  });
  process.once('disconnect', () => {
    void (async () => {
      await workshop.close();
      instrumentation.disable();
      await Promise.all([tracing.shutdown(), metering.shutdown()]);
    })();
  });
  process.send?.('ready');
}

void main(JSON.parse(process.argv[2] ?? '') as WorkerPlan);
