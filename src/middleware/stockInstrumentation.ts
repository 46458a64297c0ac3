import { announce } from '../diagnostics/announce';
import { moduleCache } from '../diagnostics/moduleCache';
import { shared } from '../shared';
import { PACKAGE_NAME } from '../version';

/** The package that this one replaces. */
export const STOCK_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

const INSIDE = /[\\/]node_modules[\\/]@opentelemetry[\\/]instrumentation-aws-sdk[\\/]/;

const FIX =
  `${PACKAGE_NAME} traces AWS calls in its place, so that a call has one span: take it out, ` +
  'or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk';

const stock = shared('the stock instrumentation', () => ({
  met: false,
  judged: new WeakMap<object, boolean>(),
  judgedSpans: new WeakMap<object, boolean>(),
  /** What our own wrappers stand on. They have no marks, on which the stock one would act. */
  beneath: new WeakMap<object, unknown>(),
}));

/** Says once in a process that the stock instrumentation is active, and what to do. */
export function noteStock(): void {
  if (stock.met) return;
  stock.met = true;
  announce(`${STOCK_INSTRUMENTATION} is active as well; ${FIX}`);
}

/** Whether the stock instrumentation was met in this process. */
export function hasMetStock(): boolean {
  return stock.met;
}

export function standOn(replacement: object, original: unknown): void {
  stock.beneath.set(replacement, original);
}

/** The names of its methods have been the same in every release, also in a bundle. */
const WRAPPER = /\b(?:patchV3MiddlewareStack|_startAwsV3Span)\b/;
/** That of `resolve` alone. The copy that Sentry has is another one's tracer: it has no such hook, and is left alone. */
const SPANS = /\b_callUserPreRequestHook\b/;

/** Whether a function is a wrapper of the stock instrumentation, or of a copy of it. */
export function isOfStock(value: unknown): boolean {
  return mentions(value, WRAPPER, stock.judged);
}

/** Whether a stack's `resolve` makes the spans of the stock instrumentation. */
export function makesStockSpans(resolve: unknown): boolean {
  return mentions(resolve, SPANS, stock.judgedSpans);
}

function mentions(value: unknown, words: RegExp, judged: WeakMap<object, boolean>): boolean {
  if (typeof value !== 'function') return false;
  let known = judged.get(value);
  if (known === undefined) {
    known = words.test(Function.prototype.toString.call(value));
    judged.set(value, known);
  }
  return known;
}

/** Enough for all tracers that a process may have. A chain of wrappers could be a circle. */
const MAX_WRAPPERS = 16;

/** Whether there is such a wrapper at or below a function. */
export function standsOnStock(value: unknown): boolean {
  if (isOfSentryAlone()) return false;
  let layer = value;
  for (let depth = 0; depth < MAX_WRAPPERS && typeof layer === 'function'; depth += 1) {
    if (isOfStock(layer)) return true;
    layer = originalOf(layer) ?? stock.beneath.get(layer);
  }
  return false;
}

/** Both have the same `send`: which of them it is shows when it has patched a stack. */
function isOfSentryAlone(): boolean {
  if (!('__SENTRY__' in globalThis)) return false;
  return !Object.keys(moduleCache()).some((path) => INSIDE.test(path));
}

/** What a wrapper of shimmer stands on. */
export function originalOf(wrapper: object): unknown {
  return Reflect.get(wrapper, '__original');
}
