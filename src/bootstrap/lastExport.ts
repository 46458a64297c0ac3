import { log, safely } from '../telemetry/safely';
import { setImmediate } from '../timers';
import { errorOf } from './outlet/otlpExporter';
import type { Parcel } from './outlet/outlet';
import { sendNow } from './outlet/sendNow';
import type { OtlpRequest } from './outlet/sendOtlp';
import { messageOf } from './problem';
import { state } from './state';

/** Exports what is left at the end of a process, while nothing else runs. All that it does has one time limit. */
export class LastExport {
  #deadline: number | undefined;
  #saidMetrics = false;
  #looksForLife = false;

  constructor(private readonly limitMillis: number) {}

  /**
   * The time starts to run.
   * @param end when somebody ends the process, as `performance.now()` counts
   * @returns what is left of it, in milliseconds
   */
  begin(end = Infinity): number {
    this.#deadline ??= Math.min(performance.now() + this.limitMillis, end);
    return this.#deadline - performance.now();
  }

  /**
   * Exports everything, and what comes later as it comes, until it turns out that this was not the end. It may be called
   * again, and never throws.
   */
  run(): void {
    safely('exporting what is left', () => {
      for (const print of state.printers) print();
      this.#export();
      for (const outlet of state.outlets) outlet.onLateItem(() => this.run());
      if (!this.#looksForLife) setImmediate(() => this.#livesOn()).unref();
      this.#looksForLife = true;
    });
  }

  /**
   * The event loop turns: a signal had no effect, as the kernel ignores those that the first process of a container has no
   * listener for, or the application itself has emitted `exit`. Items go out in their time again.
   */
  #livesOn(): void {
    this.#looksForLife = false;
    this.#deadline = undefined;
    for (const outlet of state.outlets) outlet.onLateItem(undefined);
  }

  #export(): void {
    const parcels = state.outlets.flatMap((outlet) => outlet.takeAll());
    const lost = this.#send(parcels);
    const reasons = new Set([...lost.values()].map(({ why }) => why).filter((why) => why !== ''));
    // One text for one and for many: it is what people search for.
    const text = [...lost].map(([noun, { count }]) => `${count} ${noun} were not exported`).join('; ');
    if (lost.size > 0) log.warn([text, ...reasons].join(': '));
    if (this.#saidMetrics || state.metrics.every(({ collected }) => collected)) return;
    this.#saidMetrics = true;
    log.warn('the latest metrics were not exported: process.exit() leaves no time to collect them');
  }

  /** @returns what did not arrive, by what it is called */
  #send(parcels: readonly Parcel[]): Map<string, { count: number; why: string }> {
    const requests = parcels.map((parcel) => safely('serializing', parcel.request));
    const answers = this.#answers(requests.filter((request) => request !== undefined))[Symbol.iterator]();
    const lost = new Map<string, { count: number; why: string }>();
    parcels.forEach(({ noun, count, settle }, index) => {
      const error = requests[index] === undefined ? CANNOT : answers.next().value;
      const why = safely('giving up', settle, error);
      if (why === undefined) return;
      lost.set(noun, { count: (lost.get(noun)?.count ?? 0) + count, why: lost.get(noun)?.why ?? why });
    });
    return lost;
  }

  /** What is wrong with each request; undefined for those that arrived. */
  #answers(requests: readonly OtlpRequest[]): readonly (Error | undefined)[] {
    const left = Math.floor(this.begin());
    try {
      const answers = requests.length === 0 || left <= 0 ? undefined : sendNow(requests, left);
      return answers?.map(errorOf) ?? requests.map(() => LATE);
    } catch (error) {
      return requests.map(() => (error instanceof Error ? error : new Error(messageOf(error))));
    }
  }
}

const CANNOT = new Error('their exporter cannot export at the end of a process');
const LATE = Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
