import type { Context } from '@opentelemetry/api';

/**
 * A context for what a propagator finds in a message, which nobody reads but whoever asked for it. A context of the API has
 * a map of its own and three functions, for each message of a receive.
 */
export class LinkedContext implements Context {
  readonly #key: symbol | undefined;
  readonly #value: unknown;
  readonly #base: Context | undefined;

  constructor(key?: symbol, value?: unknown, base?: Context) {
    this.#key = key;
    this.#value = value;
    this.#base = base;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#base?.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(key, value, this);
  }

  deleteValue(key: symbol): Context {
    return new LinkedContext(key, undefined, this);
  }
}
