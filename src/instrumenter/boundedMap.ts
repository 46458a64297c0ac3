/** A map that forgets its oldest entries. An entry that is put again is a new one. */
export class BoundedMap<Value> extends Map<string, Value> {
  readonly #limit: number;
  /** Kept, for a new one would have to pass all that was deleted before the oldest entry, again and again. */
  #oldest = this.keys();

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  put(key: string, value: Value): void {
    this.delete(key);
    if (this.size >= this.#limit) this.#forgetOldest();
    this.set(key, value);
  }

  #forgetOldest(): void {
    let oldest = this.#oldest.next();
    if (oldest.done === true) {
      this.#oldest = this.keys();
      oldest = this.#oldest.next();
    }
    if (oldest.done !== true) this.delete(oldest.value);
  }
}
