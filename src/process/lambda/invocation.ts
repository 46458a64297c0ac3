import { context } from '@opentelemetry/api';
import { safely } from '../../telemetry/safely';
import type { EventTrace } from './eventTrace';
import { hold, later } from './hold';

/** How a handler ended: with a result, with an error, or without either. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown } | { readonly errorType: string };

/** What an invocation needs to know of what is around it. */
export interface InvocationEnvironment {
  /** Starts the spans; undefined if there are none. */
  readonly begin: (again: boolean) => EventTrace | undefined;
  /** Begins to export; undefined if there is nothing that can. */
  readonly flush: () => Promise<unknown> | undefined;
  /** Milliseconds until the invocation is stopped; undefined if nobody knows. */
  readonly remaining: () => number | undefined;
  /** Milliseconds that an export may take, at most. */
  readonly flushTimeout: number;
}

/** Milliseconds before the end of its time at which an invocation counts as timed out, so that this can be exported. */
const LEAD = 100;
/** Milliseconds that the runtime needs to hand in a response. */
const MARGIN = 20;
const TIMEOUT = 'timeout';

/** Milliseconds until an invocation that has so many counts as timed out: never before half of its time is over. */
export function untilTimeout(time: number): number {
  return time - Math.min(LEAD, time / 2);
}

/**
 * One invocation of a function. Its spans end with the handler, and are exported then; whatever makes the end known to the
 * runtime waits for that, within the time that the invocation has.
 */
export class Invocation {
  readonly trace: EventTrace | undefined;
  /** That of the runtime: the next invocation begins in the one in which the runtime learns of the end of this. */
  readonly outer = context.active();
  readonly #environment: InvocationEnvironment;
  /** There is a time at which it is stopped. */
  readonly #limited: boolean;
  /** That time was over before it began: the clock was set, or the process stood still. */
  readonly #beganLate: boolean;
  readonly #forget: () => void;
  #noted: Outcome | undefined;
  #state: 'running' | 'timed out' | 'ended' = 'running';
  /** Until what is exported now has arrived; undefined if nobody has to wait. */
  #exporting: Promise<void> | undefined;
  readonly #atEnd: (() => void)[] = [];
  readonly #whenDone: (() => void)[] = [];
  readonly #heldBack = new Set<() => void>();

  constructor(environment: InvocationEnvironment) {
    this.#environment = environment;
    this.trace = safely('starting the spans of an event', environment.begin, false);
    const time = environment.remaining() ?? 0;
    // A context that is handmade for a test has none.
    this.#limited = time > 0;
    this.#beganLate = time < 0;
    this.#forget = this.#limited ? later(() => this.#timeOut(), untilTimeout(time)) : () => undefined;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** How the handler ended is known, but its work goes on. The first word counts. */
  note(outcome: Outcome): void {
    this.#noted ??= outcome;
  }

  /** The handler is done, and this is how, unless that was known before. */
  end(outcome: Outcome): void {
    if (this.#state === 'ended') return;
    const late = this.#state === 'timed out';
    this.#state = 'ended';
    this.#forget();
    for (const run of this.#atEnd) safely('ending an invocation', run);
    this.#record(late, outcome);
    this.#export();
    if (this.#exporting === undefined) this.#finish();
  }

  /** Runs something when the runtime knows that the handler is done, or may know. */
  whenDone(run: () => void): void {
    this.#whenDone.push(run);
  }

  #finish(): void {
    for (const run of this.#whenDone) safely('ending an invocation', run);
  }

  #record(late: boolean, outcome: Outcome): void {
    const inTime = this.#remaining() > 0;
    const known = inTime ? (this.#noted ?? outcome) : { errorType: TIMEOUT };
    if (!late) endTrace(this.trace, known);
    // In time after all: the spans that say otherwise are gone, and get others beside them.
    else if ('result' in known) safely('tracing again', () => endTrace(this.#environment.begin(true), known));
  }

  /** It ends without an answer to the runtime, whatever is known of it. */
  abort(errorType: string): void {
    this.#noted = undefined;
    this.end({ errorType });
  }

  /** Runs something when the handler is done, if it is not yet. */
  atEnd(run: () => void): void {
    this.#atEnd.push(run);
  }

  /** Until what was exported at the end has arrived; undefined if nobody has to wait. */
  get exporting(): Promise<void> | undefined {
    return this.#exporting;
  }

  /**
   * What makes the end known to the runtime, and waits for the export.
   * @returns does it, once
   */
  holdBack(run: () => void): () => void {
    const once = (): void => {
      if (this.#heldBack.delete(once)) run();
    };
    this.#heldBack.add(once);
    return once;
  }

  /** Makes known what waits: the runtime hears of something else now, and the first word counts. */
  release(): void {
    for (const run of this.#heldBack) safely('ending an invocation', run);
  }

  /** Milliseconds. */
  #remaining(): number {
    return this.#limited ? (this.#environment.remaining() ?? Infinity) : Infinity;
  }

  #timeOut(): void {
    if (this.#state !== 'running') return;
    this.#state = 'timed out';
    endTrace(this.trace, { errorType: TIMEOUT });
    // Nobody waits: the handler has the time that is left.
    void safely('flushing', this.#environment.flush);
  }

  #export(): void {
    const { flush, flushTimeout } = this.#environment;
    const flushed = safely('flushing', flush);
    const limit = Math.min(flushTimeout, this.#remaining() - MARGIN);
    if (flushed === undefined || this.#beganLate || !(limit > 0)) return;
    const exporting = hold(flushed, limit).then(() => {
      this.#exporting = undefined;
    });
    this.#exporting = exporting;
    // Behind what waits for the same.
    void exporting.then(() => undefined).then(() => this.#finish());
  }
}

function endTrace(trace: EventTrace | undefined, outcome: Outcome): void {
  if (trace === undefined) return;
  safely('recording the outcome', () => {
    if ('result' in outcome) trace.succeed(outcome.result);
    else if ('error' in outcome) trace.fail(outcome.error);
    else trace.report(outcome.errorType);
  });
  safely('ending the spans', () => trace.end());
}
