import { type SpanContext, SpanKind, context, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, type SqsInstrumentationConfig } from '../../../src';
import type { ReportedSpan, SpanId } from '../../support/protocol';

const PROPAGATORS = {
  tracecontext: new W3CTraceContextPropagator(),
  baggage: new W3CBaggagePropagator(),
  xray: new AWSXRayPropagator(),
  b3multi: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/** Options of this package, by the name that a table gives them. */
const SETTINGS: Readonly<Record<string, SqsInstrumentationConfig>> = {
  "awsTraceHeader: 'always'": { awsTraceHeader: 'always' },
  'xrayRequestHeader: true': { xrayRequestHeader: true },
  'eventBridgeDetailInjection: true': { eventBridgeDetailInjection: true },
};

/** This package, or the stock one. */
export const isStock = process.argv[2] === 'stock';

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

// Before the clients load.
const ours = isStock ? undefined : new SqsInstrumentation();
const stock = isStock ? new AwsInstrumentation() : undefined;

/** Sets the application up as a command wants it. */
export function configure(propagators: readonly string[], setting: string): void {
  const chosen = propagators.map((name) => PROPAGATORS[name as keyof typeof PROPAGATORS]);
  propagation.disable();
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: chosen }));
  ours?.setConfig(SETTINGS[setting] ?? {});
  stock?.setConfig({ sqsExtractContextPropagationFromPayload: setting.startsWith('sqsExtract') });
}

export function takeSpans(): ReportedSpan[] {
  const spans = exporter.getFinishedSpans().map(report);
  exporter.reset();
  return spans;
}

/** The span and the baggage that the application sends in. */
export async function produceIn(run: () => Promise<unknown>): Promise<void> {
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  await context.with(propagation.setBaggage(context.active(), baggage), () =>
    trace.getTracer('agent').startActiveSpan('producer', async (span) => {
      try {
        await run();
      } finally {
        span.end();
      }
    }),
  );
}

export function baggageSeen(): Record<string, string> {
  const entries = propagation.getActiveBaggage()?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

function report(span: ReadableSpan): ReportedSpan {
  return {
    name: span.name,
    kind: SpanKind[span.kind],
    ...idOf(span.spanContext()),
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    links: span.links.map((link) => idOf(link.context)),
  };
}

function idOf({ traceId, spanId }: SpanContext): SpanId {
  return { traceId, spanId };
}
