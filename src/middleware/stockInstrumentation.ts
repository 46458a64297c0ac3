import { announce } from '../diagnostics/announce';
import { shared } from '../shared';
import { PACKAGE_NAME } from '../version';

/** The package that this one replaces. */
export const STOCK_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

const FIX =
  `${PACKAGE_NAME} traces AWS calls in its place, so that a call has one span: take it out, ` +
  '(@sentry/aws-serverless has a copy of it), or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk';

const stock = shared('the stock instrumentation', () => ({
  met: false,
  judged: new WeakMap<object, boolean>(),
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

/** The names of its methods have been the same in every release. Copies of it have them, too, also in a bundle. */
const FINGERPRINT = /\b(?:patchV3MiddlewareStack|_startAwsV3Span)\b/;

/** Whether a function is a wrapper of the stock instrumentation, or of one of its copies under another name. */
export function isOfStock(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  let known = stock.judged.get(value);
  if (known === undefined) {
    known = FINGERPRINT.test(Function.prototype.toString.call(value));
    stock.judged.set(value, known);
  }
  return known;
}

/** Enough for all tracers that a process may have. A chain of wrappers could be a circle. */
const MAX_WRAPPERS = 16;

/** Whether there is such a wrapper at or below a function. */
export function standsOnStock(value: unknown): boolean {
  let layer = value;
  for (let depth = 0; depth < MAX_WRAPPERS && typeof layer === 'function'; depth += 1) {
    if (isOfStock(layer)) return true;
    layer = originalOf(layer) ?? stock.beneath.get(layer);
  }
  return false;
}

/** What a wrapper of shimmer stands on. */
export function originalOf(wrapper: object): unknown {
  return Reflect.get(wrapper, '__original');
}
