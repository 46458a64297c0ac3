import { InstrumentationBase } from '@opentelemetry/instrumentation';
import { clientModules } from '../attach/sdkModules';
import { automaticInstrumenter } from '../instrumenter/active';
import { log, safely } from '../instrumenter/safely';
import type { Members } from '../propagation/copy';
import { PACKAGE_NAME } from '../version';
import { state } from './state';

/** The package whose place this one takes. */
export const STOCK_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

const FIX =
  `it is switched off in favour of ${PACKAGE_NAME}, so that a call has one span: ` +
  `take it out, set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk, or use getAwsAutoInstrumentations()`;

/** What every instrumentation has, of which these members are public. */
interface AnyInstrumentation {
  readonly instrumentationName: string;
  disable(): void;
}

let guarding = false;

/**
 * Sees to it that the stock AWS instrumentation and this package do not both trace a call.
 *
 * The stock one cannot be left on below this one: it writes its own context into messages, and into the objects of the
 * caller, before this package sees the call. It is met where every instrumentation passes, in the base class, when it is
 * enabled and when it is registered: by its public name and its public `disable`, whichever way it came to be loaded.
 */
export function guardAgainstStock(): void {
  if (guarding) return;
  guarding = true;
  after(InstrumentationBase.prototype, 'enable');
  after(InstrumentationBase.prototype, 'setTracerProvider');
}

function after(prototype: object, method: 'enable' | 'setTracerProvider'): void {
  const original = (prototype as Members)[method] as (this: unknown, ...args: unknown[]) => unknown;
  const guarded = function (this: AnyInstrumentation, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    safely('looking at an instrumentation', look, this, method);
    return result;
  };
  Object.defineProperty(prototype, method, { value: guarded, configurable: true, enumerable: false, writable: true });
}

function look(instrumentation: AnyInstrumentation, method: string): void {
  if (instrumentation.instrumentationName === PACKAGE_NAME) {
    if (method === 'enable' && automaticInstrumenter() !== undefined) noteLateStart();
    return;
  }
  if (instrumentation.instrumentationName !== STOCK_INSTRUMENTATION || automaticInstrumenter() === undefined) return;
  instrumentation.disable();
  state.stockDisabled += 1;
  if (state.stockDisabled === 1) log.warn(`${STOCK_INSTRUMENTATION} is active as well; ${FIX}`);
}

/** The application sets up telemetry itself: of what is loaded by now, its own set-up alone would have missed calls. */
export function noteLateStart(): void {
  for (const { name } of clientModules()) state.lateStarts.add(name);
}
