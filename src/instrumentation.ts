import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationConfig,
  type InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';
import { consumerLibraries } from './attach/consumerLibraries';
import { assertHookable } from './attach/moduleLoader';
import type { AnyFunction } from './attach/patches';
import { attachToLoaded, attachToSdk, detachFromSdk, warnOfEarly } from './attach/sdkModules';
import { activate, automaticTelemetry, deactivate } from './telemetry/active';
import { Telemetry } from './telemetry/telemetry';
import { isUsable } from './telemetry/tracerSource';
import { type SqsInstrumentationConfig, isEnabled, resolveOptions } from './options';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version';

/**
 * Traces every AWS SDK for JavaScript v3 client of the process.
 *
 * Load it before the SDK. It can be switched on and off, reconfigured and given providers at any time, also for clients
 * that already exist.
 * @throws TypeError if an option has a wrong value
 * @throws Error if no instrumentation can be made here at all; it names the way out
 * @example
 * registerInstrumentations({ instrumentations: [new SqsInstrumentation()] });
 */
export class SqsInstrumentation extends InstrumentationBase<SqsInstrumentationConfig & InstrumentationConfig> {
  readonly #telemetry: Telemetry;
  #warned = false;

  constructor(config: SqsInstrumentationConfig = {}) {
    const telemetry = new Telemetry(resolveOptions(config));
    assertHookable();
    // The base class would enable an instrumentation that has no fields yet.
    super(PACKAGE_NAME, PACKAGE_VERSION, { ...config, enabled: false });
    this.#telemetry = telemetry;
    this.setConfig(config);
    if (isEnabled(config)) this.enable();
  }

  override setConfig(config: SqsInstrumentationConfig = {}): void {
    // The constructor of the base class calls this, too.
    if (#telemetry in this) this.#telemetry.options = resolveOptions(config);
    // `enabled: undefined` is as good as none, which OpenTelemetry's type does not say.
    super.setConfig(config as SqsInstrumentationConfig & InstrumentationConfig);
  }

  override setTracerProvider(tracerProvider: TracerProvider): void {
    if (!isUsable(tracerProvider)) return;
    super.setTracerProvider(tracerProvider);
    this.#telemetry.useTracers(tracerProvider);
  }

  override setMeterProvider(meterProvider: MeterProvider): void {
    super.setMeterProvider(meterProvider);
    this.#telemetry.useMeters(meterProvider);
  }

  override enable(): void {
    super.enable();
    // Another one may have attached to those clients as they were loaded.
    const isFirst = automaticTelemetry() === undefined;
    activate(this.#telemetry);
    attachToSdk();
    const early = attachToLoaded();
    if (isFirst && !this.#warned) warnOfEarly(early);
    this.#warned = true;
  }

  override disable(): void {
    super.disable();
    deactivate(this.#telemetry);
    if (automaticTelemetry() === undefined) detachFromSdk();
  }

  protected override init(): InstrumentationModuleDefinition[] {
    return consumerLibraries({
      wrap: (holder, name, wrapper) =>
        void this._wrap(holder as Record<string, AnyFunction>, name, wrapper as (original: unknown) => AnyFunction),
      unwrap: (holder, name) => this._unwrap(holder as Record<string, AnyFunction>, name),
    });
  }
}
