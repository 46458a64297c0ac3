import assert from 'node:assert/strict';
import { describeMembers, describeValue } from './describe';
import { type Ending, endingOf } from './ending';

/** Everything of one run that a host can see. */
export interface Observation {
  readonly kind: Ending['kind'];
  readonly value: unknown;
  readonly promise: unknown;
  /** What the program did, in its order; each line of work that runs beside others has an order of its own. */
  readonly events: Readonly<Record<string, readonly unknown[]>>;
  /** The application's own objects, as the run has left them. */
  readonly objects: Readonly<Record<string, unknown>>;
  /** Rejections and exceptions that nobody took. */
  readonly unhandled: readonly unknown[];
}

/** One run of a program: names the application's objects, and keeps what is done. */
export class Trial {
  readonly #names = new Map<unknown, string>();
  readonly #events: Record<string, unknown[]> = {};

  /** Makes an object one of the application's: it has to come back as the very same one, and stay as it is. */
  own<T>(name: string, value: T): T {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') this.#names.set(value, name);
    return value;
  }

  /** A side effect. @param lane what is done one after the other; lanes run side by side */
  note(lane: string, what: string, ...values: unknown[]): void {
    (this.#events[lane] ??= []).push([what, ...values.map((value) => describeValue(value, this.#names))]);
  }

  observed({ kind, value, promise }: Ending, unhandled: readonly unknown[]): Observation {
    const describe = (any: unknown): unknown => describeValue(any, this.#names);
    const objects = [...this.#names].map(([object, name]): [string, unknown] => [
      name,
      describeMembers(object as object, this.#names),
    ]);
    return {
      kind,
      value: describe(value),
      promise: describe(promise),
      events: this.#events,
      objects: Object.fromEntries(objects),
      unhandled: unhandled.map(describe),
    };
  }
}

export type Program = (trial: Trial) => unknown;

const EVENTS = ['unhandledRejection', 'uncaughtException'] as const;

/** Runs programs in this process, and sees what nobody handles, which otherwise ends the process. */
export class Watch {
  readonly #unhandled: unknown[] = [];
  readonly #note = (error: unknown): void => void this.#unhandled.push(error);
  readonly #listeners = new Map<string, ((...args: unknown[]) => void)[]>();

  /** Until {@link stop}: mocha's own listeners end the run at the first. */
  start(): void {
    for (const event of EVENTS) {
      this.#listeners.set(event, process.listeners(event as 'exit') as ((...args: unknown[]) => void)[]);
      process.removeAllListeners(event).on(event, this.#note);
    }
  }

  stop(): void {
    for (const event of EVENTS) {
      process.removeAllListeners(event);
      for (const listener of this.#listeners.get(event) ?? []) process.on(event, listener);
    }
  }

  async observe(program: Program, trial = new Trial()): Promise<Observation> {
    return await this.observed(trial, await endingOf(() => program(trial)));
  }

  /** What a trial has seen in the end. */
  async observed(trial: Trial, ending: Ending): Promise<Observation> {
    // One turn of the event loop is when Node.js tells of rejections that nobody took.
    await new Promise((resolve) => setImmediate(resolve));
    return trial.observed(ending, this.#unhandled.splice(0));
  }
}

const SINGLE = ['kind', 'value', 'promise', 'unhandled'] as const;
const KEYED = ['events', 'objects'] as const;

/** Fails at the first part that differs, and names it. */
export function assertSameObservation(traced: Observation, plain: Observation, title = ''): void {
  for (const part of KEYED) {
    for (const key of new Set([...Object.keys(plain[part]), ...Object.keys(traced[part])])) {
      assertSame(traced[part][key], plain[part][key], `${title} ${part} of ${key}`);
    }
  }
  for (const part of SINGLE) {
    const ended = () => `${traced.kind} ${JSON.stringify(traced.value)?.slice(0, 1000)}`;
    assertSame(traced[part], plain[part], `${title} ${part}`, ended);
  }
}

function assertSame(traced: unknown, plain: unknown, what: string, more = () => ''): void {
  // Descriptions are plain data, and most are alike: to compare texts takes less time.
  if (JSON.stringify(traced) === JSON.stringify(plain)) return;
  try {
    assert.deepEqual(traced, plain);
  } catch (error) {
    // The cause would say the same once more.
    // oxlint-disable-next-line preserve-caught-error
    throw new Error(`${what}: ${(error as Error).message}\n${more()}`);
  }
}
