import { type TextMapPropagator, context, propagation, trace } from '@opentelemetry/api';
import {
  type IdGenerator,
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

/** The SDK as an application sets it up, with finished spans in memory. */
export interface Tracing {
  readonly provider: NodeTracerProvider;
  /** Finished spans, oldest first; those of one name if it is given. */
  spans(name?: string): ReadableSpan[];
  /** The one finished span of that name; fails if there are more or none. */
  span(name: string): ReadableSpan;
  reset(): void;
  /** Takes the globals back: tracer provider, context manager and propagator. */
  stop(): Promise<void>;
}

export function startTracing(
  options: { propagator?: TextMapPropagator; sampler?: Sampler; idGenerator?: IdGenerator } = {},
): Tracing {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(options.sampler && { sampler: options.sampler }),
    ...(options.idGenerator && { idGenerator: options.idGenerator }),
  });
  provider.register(options.propagator ? { propagator: options.propagator } : {});
  const spans = (name?: string): ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name);
  return {
    provider,
    spans,
    span(name) {
      const found = spans(name);
      const [span] = found;
      if (span === undefined || found.length > 1) {
        const names = spans().map((finished) => finished.name);
        throw new Error(`Expected one span named ${name}, found ${found.length} among ${names.join(', ') || 'none'}`);
      }
      return span;
    },
    reset: () => exporter.reset(),
    async stop() {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
