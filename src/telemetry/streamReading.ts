import { Readable } from 'node:stream';
import type { Failure } from '../services/service';
import { connectionEnd } from './connectionEnd';
import { safely } from './safely';
import { isObject } from '../values';
import { clearTimeout, setImmediate, setTimeout } from '../timers';

/** What a reader asks an iterator for. */
export type Step = 'next' | 'return' | 'throw';

/** How the reading of events ended. */
export interface StreamEnd {
  /** One of the events told of it. */
  readonly failure?: Failure | undefined;
  /** The reader got it, or would have got it. */
  readonly error?: { readonly thrown: unknown } | undefined;
  /** The connection ended before the answer did. */
  readonly cutOff?: 'aborted' | 'lost' | undefined;
  /** When, if not now. Milliseconds, of the process's own clock. */
  readonly at?: number | undefined;
}

/** Milliseconds. An application may have something else to do before it reads; who has not begun by then never does. */
const UNREAD = 1000;

/** Readers that are gone without a word: the iterators of their readings. Nothing that is held here knows the iterator. */
const lost = new FinalizationRegistry<StreamReading>((reading) => safely('ending a stream', leave, reading));

/** The reading of one stream, by one reader or by several, one after the other. */
export class StreamReading {
  readonly #body: Readable | undefined;
  readonly #failureIn: (event: unknown) => Failure | undefined;
  readonly #end: (how: StreamEnd) => void;
  readonly #iterators = new WeakSet();
  readonly #onClose = (): void => safely('ending a stream', closed, this);
  #readers = 0;
  #awaited = 0;
  #failure: Failure | undefined;
  #lastSeen = performance.now();
  #restore = (): void => undefined;
  #unread: NodeJS.Timeout | undefined;
  #over = false;

  constructor(body: unknown, failureIn: (event: unknown) => Failure | undefined, end: (how: StreamEnd) => void) {
    this.#body = body instanceof Readable ? body : undefined;
    this.#failureIn = failureIn;
    this.#end = end;
  }

  /** @param restore what gives the stream its own methods back */
  start(restore: () => void): void {
    this.#restore = restore;
    this.#body?.once('close', this.#onClose);
    this.#unread = setTimeout(() => safely('ending a stream', leave, this), UNREAD).unref();
  }

  /** A reader takes a step. */
  asked(iterator: object): void {
    this.#awaited += 1;
    clearTimeout(this.#unread);
    if (this.#iterators.has(iterator)) return;
    this.#iterators.add(iterator);
    this.#readers += 1;
    lost.register(iterator, this);
  }

  settled(step: Step, result: unknown): void {
    this.#awaited -= 1;
    this.#lastSeen = performance.now();
    if (!isObject(result)) return;
    const done = result['done'] === true;
    if (!done) this.#failure ??= safely('describing an event', this.#failureIn, result['value']);
    // A stream of HTTP/2 that is cut off ends like one that is complete.
    if (done && step === 'next') this.#finish({ cutOff: connectionEnd(this.#body) });
    else if (done || step !== 'next') this.#finish({});
    // What had come before is read to its end, by a reader who asks for it now.
    else if (this.#body?.closed === true) setImmediate(this.#onClose);
  }

  /** What the reader throws into an iterator comes back to it, and is no failure of the stream. */
  failed(step: Step, thrown: unknown): void {
    this.#finish(step === 'throw' ? {} : { error: { thrown }, cutOff: connectionEnd(this.#body) });
  }

  /** The connection is closed. A reader who waits gets to know; of one who does not, nobody knows whether it comes back. */
  closed(): void {
    const cutOff = connectionEnd(this.#body);
    if (cutOff === undefined || this.#awaited > 0) return;
    const thrown = this.#body?.errored;
    this.#finish({ cutOff, ...(thrown != null && { error: { thrown } }) });
  }

  /** Nobody reads: not in time, or no more. */
  left(): void {
    if (this.#readers > 0) this.#readers -= 1;
    if (this.#readers === 0 && this.#awaited === 0) this.#finish({ at: this.#lastSeen });
  }

  #finish(how: StreamEnd): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#unread);
    this.#body?.off('close', this.#onClose);
    safely('leaving a stream', this.#restore);
    this.#end({ failure: this.#failure, ...how });
  }
}

function leave(reading: StreamReading): void {
  reading.left();
}

function closed(reading: StreamReading): void {
  reading.closed();
}
