import type { Span } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src/instrumentation';
import type { SqsInstrumentationConfig } from '../../src/options';
import { type Tracing, startTracing } from '../support/tracing';

/** A traced application. */
export interface ServicesWorld {
  readonly tracing: Tracing;
  readonly instrumentation: SqsInstrumentation;
  /** Has it closed by `stop`. */
  own<T extends { destroy(): void }>(client: T): T;
  reset(): void;
  stop(): Promise<void>;
}

/** Starts tracing as an application does. */
export function startServicesWorld(config: SqsInstrumentationConfig = {}): ServicesWorld {
  const tracing = startTracing();
  const instrumentation = new SqsInstrumentation(config);
  const clients: { destroy(): void }[] = [];
  return {
    tracing,
    instrumentation,
    own(client) {
      clients.push(client);
      return client;
    },
    reset() {
      instrumentation.setConfig(config);
      tracing.reset();
    },
    async stop() {
      instrumentation.disable();
      for (const client of clients) client.destroy();
      await tracing.stop();
    },
  };
}

/** Runs a piece of application in a span of its own. */
export function inSpan<T>(run: (span: Span) => Promise<T>): Promise<T> {
  return trace.getTracer('application').startActiveSpan('work', async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}

/** The attributes of a span that start so. */
export function attributesOf(span: ReadableSpan, ...prefixes: string[]): Record<string, unknown> {
  const entries = Object.entries(span.attributes);
  return Object.fromEntries(entries.filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))));
}

/** A span's identity as X-Ray writes it. */
export function xRay(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`;
}

/** A span's identity as W3C writes it. */
export function traceparent(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}
