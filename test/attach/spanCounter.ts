import { type TextMapPropagator, context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type Sampler, type SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** An SDK that knows which of its spans have not ended. */
export class SpanCounter {
  readonly #open = new Map<object, string>();
  ended = 0;
  readonly #provider: NodeTracerProvider;

  /** @param after processors that get the spans when they have been counted */
  private constructor(after: SpanProcessor[], sampler: Sampler | undefined) {
    const counting: SpanProcessor = {
      onStart: (span) => void this.#open.set(span, span.name),
      onEnd: (span) => {
        this.ended++;
        this.#open.delete(span);
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    this.#provider = new NodeTracerProvider({ spanProcessors: [counting, ...after], ...(sampler && { sampler }) });
  }

  static start(
    options: { processors?: SpanProcessor[]; sampler?: Sampler; propagator?: TextMapPropagator } = {},
  ): SpanCounter {
    const counter = new SpanCounter(options.processors ?? [], options.sampler);
    counter.#provider.register(options.propagator ? { propagator: options.propagator } : {});
    return counter;
  }

  /** The names of the spans that were started and have not ended; the next call does not know them. */
  takeOpen(): string[] {
    const names = [...this.#open.values()];
    this.#open.clear();
    return names;
  }

  async stop(): Promise<void> {
    await this.#provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  }
}
