import { type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';

/** The global provider, which may get its delegate at any time. */
interface Delegating {
  getDelegate(): TracerProvider;
  getDelegateTracer(name: string, version?: string): Tracer | undefined;
}

/**
 * The tracer to use now, or undefined where nobody listens: with no SDK registered a call does not even ask for a span.
 * An SDK may be registered, replaced and taken away while the process runs.
 */
export class TracerSource {
  #fixed: Tracer | undefined;
  #provider: TracerProvider | undefined;
  #delegate: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  /** Uses one provider from now on; the global one means: whichever is registered. */
  use(provider: TracerProvider): void {
    this.#provider = isDelegating(provider) ? undefined : provider;
    this.#fixed = this.#provider?.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
  }

  /** The provider in use, and the registered one, in which the application's own spans are. */
  providers(): readonly unknown[] {
    return [this.#provider, trace.getTracerProvider()];
  }

  get(): Tracer | undefined {
    if (this.#fixed !== undefined) return this.#fixed;
    const provider = trace.getTracerProvider();
    if (!isDelegating(provider)) return provider.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
    const delegate = provider.getDelegate();
    if (delegate !== this.#delegate) {
      this.#delegate = delegate;
      this.#tracer = provider.getDelegateTracer(PACKAGE_NAME, PACKAGE_VERSION);
    }
    return this.#tracer;
  }
}

function isDelegating(provider: TracerProvider): provider is TracerProvider & Delegating {
  return 'getDelegate' in provider && 'getDelegateTracer' in provider;
}
