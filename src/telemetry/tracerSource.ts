import { type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { announce } from '../diagnostics/announce';
import { hiddenSdk } from '../diagnostics/hiddenSdk';
import { SCHEMA_URL } from '../semconv/releases';
import { shared } from '../shared';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';

/** A provider of the API, which may get its delegate at any time. Each copy of the API has one of its own. */
interface Delegating {
  getDelegate(): TracerProvider;
  getDelegateTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer | undefined;
}

const SCOPE = { schemaUrl: SCHEMA_URL };
const told = shared('SDKs that cannot be seen', () => ({ hidden: false, unusable: false }));

/**
 * The tracer to use now, or undefined where nobody listens: with no SDK registered a call does not even ask for a span.
 * An SDK may be registered, replaced and taken away while the process runs.
 */
export class TracerSource {
  #fixed: Tracer | undefined;
  #provider: TracerProvider | undefined;
  readonly #given = new DelegateTracer();
  readonly #global = new DelegateTracer();

  /**
   * Uses one provider from now on; the global one means: whichever is registered. That of another copy of the API is
   * followed as that copy's global one.
   */
  use(provider: TracerProvider): void {
    this.#provider = provider === trace.getTracerProvider() ? undefined : provider;
    const fixed = this.#provider !== undefined && !isDelegating(this.#provider) ? this.#provider : undefined;
    this.#fixed = fixed?.getTracer(PACKAGE_NAME, PACKAGE_VERSION, SCOPE);
  }

  /** The provider in use, and the registered one, in which the application's own spans are. */
  providers(): readonly unknown[] {
    return [this.#provider, trace.getTracerProvider()];
  }

  get(): Tracer | undefined {
    if (this.#fixed !== undefined) return this.#fixed;
    const given = this.#provider;
    const tracer = given !== undefined && isDelegating(given) ? this.#given.of(given) : undefined;
    return tracer ?? this.#ofGlobal();
  }

  #ofGlobal(): Tracer | undefined {
    const provider = trace.getTracerProvider();
    if (!isDelegating(provider)) return provider.getTracer(PACKAGE_NAME, PACKAGE_VERSION, SCOPE);
    const tracer = this.#global.of(provider);
    if (tracer === undefined && !told.hidden) warnOfHidden();
    return tracer;
  }
}

/** The tracer of a delegate, made once for each. */
class DelegateTracer {
  #delegate: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  of(provider: Delegating): Tracer | undefined {
    const delegate = provider.getDelegate();
    if (delegate !== this.#delegate) {
      this.#delegate = delegate;
      this.#tracer = provider.getDelegateTracer(PACKAGE_NAME, PACKAGE_VERSION, SCOPE);
    }
    return this.#tracer;
  }
}

/**
 * Whether tracers can be had of a provider that somebody hands over; says so once if not. One that cannot is of an
 * OpenTelemetry before 1.0, or no provider at all.
 */
export function isUsable(provider: TracerProvider): boolean {
  if (isProvider(provider)) return true;
  if (!told.unusable) {
    told.unusable = true;
    announce(
      'the tracer provider that was handed over gives no tracers and is not used: pass a provider of ' +
        '@opentelemetry/sdk-trace-node, of the same release line as @opentelemetry/instrumentation',
    );
  }
  return false;
}

function isProvider(provider: unknown): boolean {
  try {
    const tracer = (provider as TracerProvider).getTracer(PACKAGE_NAME, PACKAGE_VERSION, SCOPE);
    return typeof tracer.startSpan === 'function';
  } catch {
    return false;
  }
}

function warnOfHidden(): void {
  const reason = hiddenSdk();
  if (reason === undefined) return;
  told.hidden = true;
  announce(`nothing is traced: ${reason}`);
}

function isDelegating(provider: TracerProvider): provider is TracerProvider & Delegating {
  return 'getDelegate' in provider && 'getDelegateTracer' in provider;
}
