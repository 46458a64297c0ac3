import type { MeterProvider, Tracer, TracerProvider } from '@opentelemetry/api';
import type { Options } from '../options';
import { type Signal, flushProviders, flushingProviders, registeredLogs } from './flushProviders';
import { type Metrics, MetricsSource } from './metrics';
import { TracerSource } from './tracerSource';

/** What takes telemetry now: a tracer, metrics, or both. */
export interface Listeners {
  readonly tracer: Tracer | undefined;
  readonly metrics: Metrics | undefined;
}

/**
 * The options and the providers of one instrumentation, or of one client that was instrumented explicitly. Everything
 * that traces or measures asks here whether it may, and for whom.
 */
export class Telemetry {
  /** Off means off: a call of a client that was instrumented before passes through. */
  enabled = true;
  readonly #tracers = new TracerSource();
  readonly #metrics = new MetricsSource();
  #listeners: Listeners | undefined;

  constructor(public options: Options) {}

  /** The tracer to use now; undefined if no SDK takes spans. */
  tracer(): Tracer | undefined {
    return this.#tracers.get();
  }

  /** The instruments to record to now; undefined if no SDK takes metrics, or if the options turn them off. */
  metrics(): Metrics | undefined {
    return this.options.metrics ? this.#metrics.get() : undefined;
  }

  /** Tracer and metrics; undefined if there is neither, and then a call passes as if there were no instrumentation. */
  listeners(): Listeners | undefined {
    const tracer = this.tracer();
    const metrics = this.metrics();
    if (tracer === undefined && metrics === undefined) return undefined;
    const known = this.#listeners;
    // One object as long as nothing changes: this is asked for every call.
    if (known?.tracer === tracer && known?.metrics === metrics) return known;
    return (this.#listeners = { tracer, metrics });
  }

  listens(): boolean {
    return this.listeners() !== undefined;
  }

  /** Uses one provider from now on; the global one means: the one that is registered. */
  useTracers(provider: TracerProvider): void {
    this.#tracers.use(provider);
  }

  /** Like {@link useTracers}, for metrics. */
  useMeters(provider: MeterProvider): void {
    this.#metrics.use(provider);
  }

  /**
   * Exports what is there of these signals. Nothing of it rejects.
   * @returns undefined if no provider can do that
   */
  flush(signals: readonly Signal[]): Promise<unknown> | undefined {
    return flushProviders(signals.flatMap((signal) => this.#providers(signal)));
  }

  /** Whether there is anything that {@link flush} could export. */
  flushes(signals: readonly Signal[]): boolean {
    return flushingProviders(signals.flatMap((signal) => this.#providers(signal))).length > 0;
  }

  #providers(signal: Signal): readonly unknown[] {
    if (signal === 'logs') return registeredLogs();
    return (signal === 'traces' ? this.#tracers : this.#metrics).providers();
  }
}
