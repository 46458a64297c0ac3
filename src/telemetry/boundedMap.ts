/**
 * A map that forgets its oldest entries, half of its limit at once: it has the newest half for sure. That costs nothing
 * where one entry at a time would have to be looked for and deleted.
 */
export class BoundedMap<Value> {
  readonly #half: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(limit: number) {
    this.#half = limit / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** An entry that is put again is a new one. */
  put(key: string, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    // An entry that was put again may be in both.
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
