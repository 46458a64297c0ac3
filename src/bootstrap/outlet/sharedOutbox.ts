/** Items of one signal, as the bytes of an export request. */
export interface Serialized {
  readonly kind: number;
  /** Number of items. */
  readonly count: number;
  readonly body: Uint8Array;
}

const LOCK = 0;
const USED = 1;
const HEADER_BYTES = 8;
const RECORD_BYTES = 12;
const PATIENCE_MILLIS = 20;

/**
 * Memory that all threads of a process share. What a thread puts there stays when somebody terminates the thread, which
 * runs no code of it any more.
 */
export class SharedOutbox {
  readonly #header: Int32Array;
  readonly #data: DataView;
  readonly #bytes: Uint8Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#data = new DataView(buffer, HEADER_BYTES);
    this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
  }

  /** @returns false if there is no room, or nobody takes anything */
  put({ kind, count, body }: Serialized): boolean {
    if (!this.#lock()) return false;
    try {
      const used = Atomics.load(this.#header, USED);
      const end = used + RECORD_BYTES + body.length;
      if (end > this.#bytes.length) return false;
      [kind, count, body.length].forEach((number, index) => this.#data.setUint32(used + index * 4, number));
      this.#bytes.set(body, used + RECORD_BYTES);
      // Last of all: a thread that is terminated here leaves nothing that is half written.
      Atomics.store(this.#header, USED, end);
      return true;
    } finally {
      this.#unlock();
    }
  }

  /** Takes everything out. For one thread only. */
  take(): Serialized[] {
    if (Atomics.load(this.#header, USED) === 0) return [];
    // One that holds the lock for so long was terminated.
    this.#lock();
    const records: Serialized[] = [];
    const used = Atomics.load(this.#header, USED);
    for (let at = 0; at < used;) {
      const [kind, count, length] = [0, 4, 8].map((offset) => this.#data.getUint32(at + offset)) as [
        number,
        number,
        number,
      ];
      const start = at + RECORD_BYTES;
      records.push({ kind, count, body: this.#bytes.slice(start, start + length) });
      at = start + length;
    }
    Atomics.store(this.#header, USED, 0);
    this.#unlock();
    return records;
  }

  #lock(): boolean {
    const deadline = performance.now() + PATIENCE_MILLIS;
    while (Atomics.compareExchange(this.#header, LOCK, 0, 1) !== 0) {
      if (performance.now() >= deadline) return false;
      Atomics.wait(this.#header, LOCK, 1, 1);
    }
    return true;
  }

  #unlock(): void {
    Atomics.store(this.#header, LOCK, 0);
    Atomics.notify(this.#header, LOCK, 1);
  }
}
