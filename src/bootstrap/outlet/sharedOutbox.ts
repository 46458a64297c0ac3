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
/** How long a thread of the application waits to put something in. */
const PATIENCE_MILLIS = 20;
/** Who holds the lock for so long, and nobody else in between, was terminated. A busy machine may let a thread wait for less. */
const TERMINATED_MILLIS = 500;

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
    if (!this.#lockWithin(PATIENCE_MILLIS)) return false;
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

  #lockWithin(millis: number): boolean {
    const deadline = performance.now() + millis;
    for (let holder = this.#tryLock(); holder !== 0; holder = this.#tryLock()) {
      if (performance.now() >= deadline) return false;
      Atomics.wait(this.#header, LOCK, holder, 1);
    }
    return true;
  }

  /** Waits for whoever holds the lock, and takes it from one that was terminated. */
  #lock(): void {
    let last = 0;
    let deadline = 0;
    for (let holder = this.#tryLock(); holder !== 0; holder = this.#tryLock()) {
      if (holder !== last) [last, deadline] = [holder, performance.now() + TERMINATED_MILLIS];
      else if (performance.now() >= deadline) return;
      Atomics.wait(this.#header, LOCK, holder, 1);
    }
  }

  /** @returns who holds the lock: another one each time that it is taken. 0 if it is this one now */
  #tryLock(): number {
    const ticket = 1 + Math.floor(Math.random() * 0x7fff_fffe);
    return Atomics.compareExchange(this.#header, LOCK, 0, ticket);
  }

  #unlock(): void {
    Atomics.store(this.#header, LOCK, 0);
    Atomics.notify(this.#header, LOCK, 1);
  }
}
