import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { clientModules } from '../attach/sdkModules';
import { automaticTelemetry } from '../telemetry/active';
import { log, safely } from '../telemetry/safely';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import { loadedModules } from './copies';
import { state } from './state';
import { type Members, isObject } from '../values';

/** The package that this one replaces. */
export const STOCK_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

/** Traces the handler of a Lambda function, as this package does where `register` finds one. */
const STOCK_LAMBDA = '@opentelemetry/instrumentation-aws-lambda';

const IN_FAVOUR = `it is switched off in favour of ${PACKAGE_NAME}, so that`;

const FIX: Readonly<Record<string, string>> = {
  [STOCK_INSTRUMENTATION]:
    `${IN_FAVOUR} a call has one span: ` +
    `take it out, set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk, or use getAwsAutoInstrumentations()`,
  [STOCK_LAMBDA]:
    `${IN_FAVOUR} an invocation has one span, and a message, too: ` +
    `take it out; with OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-lambda, nobody traces the handler`,
};

/** By the names of the packages. */
const CLASSES: Readonly<Record<string, string>> = {
  [STOCK_INSTRUMENTATION]: 'AwsInstrumentation',
  [STOCK_LAMBDA]: 'AwsLambdaInstrumentation',
};

/** Public members that every instrumentation has. */
interface AnyInstrumentation {
  readonly instrumentationName: string;
  disable(): void;
}

const guarded = new WeakSet<object>();
const said = new Set<string>();
let guarding = false;

/**
 * Makes sure that the stock AWS instrumentation and this package do not both trace a call, or an invocation.
 *
 * The stock one cannot stay active: it writes its own context into messages, and into the objects of the caller, before
 * this package sees the call. So its public `disable` is called when it is enabled or registered. The base class of all
 * instrumentations is patched for that. Where `@opentelemetry/instrumentation` has several copies, the stock class has
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

/** Whether this package traces what an instrumentation traces, in its place. */
export function isReplaced(instrumentationName: string): boolean {
  return automaticTelemetry() !== undefined && stockNames().includes(instrumentationName);
}

/** That for Lambda is replaced only where the handler is traced without it. */
export function stockNames(): string[] {
  return state.handler === undefined ? [STOCK_INSTRUMENTATION] : [STOCK_INSTRUMENTATION, STOCK_LAMBDA];
}

function guardExports(exports: unknown): void {
  if (!isObject(exports)) return;
  for (const name of Object.values(CLASSES)) {
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
  if (!isReplaced(name)) return;
  instrumentation.disable();
  if (name === STOCK_INSTRUMENTATION) state.stockDisabled += 1;
  if (!said.has(name)) log.warn(`${name} is active as well; ${FIX[name]}`);
  said.add(name);
}

/**
 * The application sets up telemetry itself. Without the bootstrap, it would miss calls of the clients that are already
 * loaded.
 */
export function noteLateStart(): void {
  for (const { name } of clientModules()) state.lateStarts.add(name);
}
