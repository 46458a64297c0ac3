import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { clientModules } from '../attach/sdkModules';
import { automaticTelemetry } from '../telemetry/active';
import { STOCK_INSTRUMENTATION, noteStock } from '../middleware/stockInstrumentation';
import { safely } from '../telemetry/safely';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import { loadedModules } from './copies';
import { state } from './state';
import { type Members, isObject } from '../values';

/** What every instrumentation has. */
interface AnyInstrumentation {
  readonly instrumentationName: string;
}

const guarded = new WeakSet<object>();
let guarding = false;

/**
 * Notes when the stock AWS instrumentation is enabled or registered beside this package: the middleware keeps it out of
 * calls, but finds it at the first call only, and the user is to know of it at the start. The base class of all
 * instrumentations is patched for that. Where `@opentelemetry/instrumentation` has several copies, the stock class has
 * another base class, so it is patched, too.
 */
export function guardAgainstStock(): void {
  guardPrototype(InstrumentationBase.prototype);
  for (const loaded of loadedModules(STOCK_INSTRUMENTATION)) guardExports(loaded);
  if (guarding) return;
  guarding = true;
  new StockGuard(`${PACKAGE_NAME}/stock-guard`, PACKAGE_VERSION, {}).enable();
}

/** Finds the stock instrumentation when it loads. */
class StockGuard extends InstrumentationBase {
  protected override init(): InstrumentationModuleDefinition[] {
    return [
      new InstrumentationNodeModuleDefinition(STOCK_INSTRUMENTATION, ['*'], (exports: unknown) => {
        safely('meeting the stock instrumentation', guardExports, exports);
        return exports;
      }),
    ];
  }
}

function guardExports(exports: unknown): void {
  if (!isObject(exports) || typeof exports['AwsInstrumentation'] !== 'function') return;
  guardPrototype(exports['AwsInstrumentation'].prototype as object);
}

function guardPrototype(prototype: object): void {
  if (guarded.has(prototype)) return;
  guarded.add(prototype);
  after(prototype, 'enable');
  after(prototype, 'setTracerProvider');
}

function after(prototype: object, method: 'enable' | 'setTracerProvider'): void {
  const original = (prototype as Members)[method] as (this: unknown, ...args: unknown[]) => unknown;
  const value = function (this: AnyInstrumentation, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    safely('looking at an instrumentation', look, this, method);
    return result;
  };
  Object.defineProperty(prototype, method, { value, configurable: true, enumerable: false, writable: true });
}

function look(instrumentation: AnyInstrumentation, method: string): void {
  if (instrumentation.instrumentationName === PACKAGE_NAME) {
    if (method === 'enable' && automaticTelemetry() !== undefined) noteLateStart();
    return;
  }
  if (instrumentation.instrumentationName === STOCK_INSTRUMENTATION && automaticTelemetry() !== undefined) noteStock();
}

/**
 * The application sets up telemetry itself. Without the bootstrap, it would miss calls of the clients that are already
 * loaded.
 */
export function noteLateStart(): void {
  for (const { name } of clientModules()) state.lateStarts.add(name);
}
