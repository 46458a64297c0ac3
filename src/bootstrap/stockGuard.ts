import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { clientModules } from '../attach/sdkModules';
import { log } from '../diagnostics/log';
import { automaticTelemetry } from '../telemetry/active';
import { STOCK_INSTRUMENTATION, noteStock } from '../middleware/stockInstrumentation';
import { safely } from '../telemetry/safely';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import { loadedModules } from './copies';
import { state } from './state';
import { type Members, isObject } from '../values';

/** Traces the handler of a Lambda function, as this package does where `register` finds one. */
const STOCK_LAMBDA = '@opentelemetry/instrumentation-aws-lambda';

const LAMBDA_IS_REPLACED =
  `${STOCK_LAMBDA} is active as well; it is switched off in favour of ${PACKAGE_NAME}, so that an invocation has one ` +
  'span, and a message, too: take it out; with OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-lambda, nobody traces the handler';

const CLASSES = ['AwsInstrumentation', 'AwsLambdaInstrumentation'];

/** What every instrumentation has. */
interface AnyInstrumentation {
  readonly instrumentationName: string;
  disable(): void;
}

const guarded = new WeakSet<object>();
let guarding = false;
let lambdaIsSaid = false;

/**
 * Notes when the stock AWS instrumentation is enabled or registered beside this package: the middleware keeps it out of
 * calls, but finds it at the first call only, and the user is to know of it at the start. That for Lambda is switched off
 * where this package wraps the handler. The base class of all instrumentations is patched for that. Where `@opentelemetry/instrumentation` has several copies, the stock class has
 * another base class, so it is patched, too.
 */
export function guardAgainstStock(): void {
  guardPrototype(InstrumentationBase.prototype);
  for (const name of stockNames()) for (const loaded of loadedModules(name)) guardExports(loaded);
  if (guarding) return;
  guarding = true;
  new StockGuard(`${PACKAGE_NAME}/stock-guard`, PACKAGE_VERSION, {}).enable();
}

/** Finds the stock instrumentation when it loads. */
class StockGuard extends InstrumentationBase {
  protected override init(): InstrumentationModuleDefinition[] {
    return stockNames().map(
      (name) =>
        new InstrumentationNodeModuleDefinition(name, ['*'], (exports: unknown) => {
          safely('meeting the stock instrumentation', guardExports, exports);
          return exports;
        }),
    );
  }
}

/** Whether an instrumentation is switched off, because this package traces the handler in its place. */
export function isSwitchedOff(instrumentationName: string): boolean {
  return instrumentationName === STOCK_LAMBDA && state.handler !== undefined && automaticTelemetry() !== undefined;
}

/** That for Lambda is replaced only where the handler is traced without it. */
export function stockNames(): string[] {
  return state.handler === undefined ? [STOCK_INSTRUMENTATION] : [STOCK_INSTRUMENTATION, STOCK_LAMBDA];
}

function guardExports(exports: unknown): void {
  if (!isObject(exports)) return;
  for (const name of CLASSES) {
    const stock = exports[name];
    if (typeof stock === 'function') guardPrototype(stock.prototype as object);
  }
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
  const { instrumentationName: name } = instrumentation;
  if (name === STOCK_INSTRUMENTATION && automaticTelemetry() !== undefined) noteStock();
  if (!isSwitchedOff(name)) return;
  instrumentation.disable();
  if (!lambdaIsSaid) log.warn(LAMBDA_IS_REPLACED);
  lambdaIsSaid = true;
}

/**
 * The application sets up telemetry itself. Without the bootstrap, it would miss calls of the clients that are already
 * loaded.
 */
export function noteLateStart(): void {
  for (const { name } of clientModules()) state.lateStarts.add(name);
}
