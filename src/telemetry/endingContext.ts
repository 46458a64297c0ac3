import type { Context } from '@opentelemetry/api';
import { MAP, type MappedContext, isOfApi } from './apiContext';

/** For how long something holds. */
export interface Period {
  over: boolean;
}

/**
 * A context that has one value more until a period is over. A context of another tracer has it for good: nothing of ours
 * stands in front of that.
 */
export function withValueUntil(base: Context, key: symbol, value: unknown, period: Period): Context {
  const left = withoutEnded(base);
  return isOurs(left) || isOfApi(left) ? new EndingContext(left, key, value, period) : left.setValue(key, value);
}

/** A context without what has ended: one that is made within another, over and over, must not stand on all of them. */
export function withoutEnded(context: Context): Context {
  let left = context;
  for (;;) {
    const { [REMAINING]: remaining } = left as OwnContext;
    if (remaining === undefined || remaining === left) return left;
    left = remaining;
  }
}

/** Whether it is a context of this package, from whichever copy of it. */
export function isOurs(context: Context): boolean {
  const { [STANDS_ON]: base, [REMAINING]: remaining } = context as OwnContext;
  return base !== undefined || remaining !== undefined;
}

/** Of a context that stands in front of another one: the other one. The same symbol for all copies of this package. */
export const STANDS_ON = Symbol.for('opentelemetry-instrumentation-sqs what a context stands on');

/** Itself, or what it stands on once it says nothing of its own any more. */
const REMAINING = Symbol.for('opentelemetry-instrumentation-sqs what is left of a context');

/** What is derived from such a context, or is a proxy of it, has neither. */
export interface OwnContext extends MappedContext {
  readonly [STANDS_ON]?: Context | undefined;
  readonly [REMAINING]?: Context | undefined;
}

/**
 * Sockets, streams and timers keep the context in which they were made: whatever they call after that, the application's
 * own code among it, finds the context without the value.
 *
 * As with those of the API, its methods work without their object.
 */
class EndingContext implements OwnContext {
  readonly getValue: Context['getValue'];
  readonly setValue: Context['setValue'];
  readonly deleteValue: Context['deleteValue'];
  #base: MappedContext;
  readonly #key: symbol;
  readonly #period: Period;
  #copied = false;

  constructor(base: Context, key: symbol, value: unknown, period: Period) {
    this.#base = base;
    this.#key = key;
    this.#period = period;
    // What is said of the value itself holds from then on.
    const on = (changed: Context, name: symbol): Context =>
      name === key || period.over ? changed : new EndingContext(changed, key, value, period);
    this.getValue = (name) => (name === key && !period.over ? value : this.#base.getValue(name));
    this.setValue = (name, given) => on(this.#base.setValue(name, given), name);
    this.deleteValue = (name) => on(this.#base.deleteValue(name), name);
  }

  get [REMAINING](): Context | undefined {
    if (!(#base in this)) return undefined;
    return this.#period.over ? this.#base : this;
  }

  /** A copy, as every context of the API has its own. */
  get [MAP](): Map<symbol, unknown> | undefined {
    if (!(#base in this)) return undefined;
    if (!this.#copied) this.#base = this.#base.setValue(this.#key, this.#base.getValue(this.#key));
    this.#copied = true;
    return this.#base[MAP];
  }
}
