import type { Context } from '@opentelemetry/api';

/** For how long something holds. */
export interface Period {
  over: boolean;
}

/**
 * A context that has one value more until a period is over. Sockets, streams and timers keep the context in which they
 * were made: whatever they call after that, the application's own code among it, finds the context without it.
 */
export class EndingContext implements Context {
  readonly #base: Context;
  readonly #key: symbol;
  readonly #value: unknown;
  readonly #period: Period;

  constructor(base: Context, key: symbol, value: unknown, period: Period) {
    this.#base = withoutEnded(base);
    this.#key = key;
    this.#value = value;
    this.#period = period;
  }

  /** Itself, or what it stands on once it says nothing of its own any more. */
  get remaining(): Context {
    return this.#period.over ? this.#base : this;
  }

  getValue(key: symbol): unknown {
    return key === this.#key && !this.#period.over ? this.#value : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#on(this.#base.setValue(key, value), key);
  }

  deleteValue(key: symbol): Context {
    return this.#on(this.#base.deleteValue(key), key);
  }

  /** What is said of the value itself holds from then on. */
  #on(base: Context, key: symbol): Context {
    if (key === this.#key || this.#period.over) return base;
    return new EndingContext(base, this.#key, this.#value, this.#period);
  }
}

/** A context without what has ended: one that is made within another, over and over, must not stand on all of them. */
export function withoutEnded(context: Context): Context {
  let left = context;
  while (left instanceof EndingContext && left.remaining !== left) left = left.remaining;
  return left;
}
