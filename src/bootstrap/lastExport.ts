import { log, safely } from '../telemetry/safely';
import { judge } from './connectivity/verdict';
import { errorOf } from './outlet/otlpExporter';
import type { Parcel } from './outlet/outlet';
import { sendNow } from './outlet/sendNow';
import type { OtlpRequest } from './outlet/sendOtlp';
import { line, messageOf } from './problem';
import { state } from './state';

/** Exports what is left at the end of a process, while nothing else runs. All that it does has one time limit. */
export class LastExport {
  #deadline: number | undefined;
  #saidMetrics = false;

  constructor(private readonly limitMillis: number) {}

  /** The time starts to run. @returns what is left of it, in milliseconds */
  begin(): number {
    this.#deadline ??= performance.now() + this.limitMillis;
    return this.#deadline - performance.now();
  }

  /** Exports everything, and what comes later as it comes. It may be called again, and never throws. */
  run(): void {
    safely('exporting what is left', () => {
      for (const print of state.printers) print();
      this.#export();
      for (const outlet of state.outlets) outlet.onLateItem(() => this.run());
    });
  }

  #export(): void {
    const parcels = state.outlets.flatMap((outlet) => outlet.takeAll());
    const why = this.#send(parcels);
    const lost = new Map<string, number>();
    for (const { noun, count, delivered } of parcels) {
      if (!delivered) lost.set(noun, (lost.get(noun) ?? 0) + count);
    }
    // One text for one and for many: it is what people search for.
    const clauses = [...lost].map(([noun, count]) => `${count} ${noun} were not exported`);
    if (!this.#saidMetrics && state.metrics.some(({ collected }) => !collected)) {
      this.#saidMetrics = true;
      clauses.push('the latest metrics were not exported: process.exit() leaves no time to collect them');
    }
    if (clauses.length > 0) log.warn(`${clauses.join('; ')}${why}`);
  }

  /** @returns why the first of those that did not arrive did not */
  #send(parcels: readonly Parcel[]): string {
    const requests = parcels.map((parcel) => safely('serializing', parcel.request));
    const answers = this.#answers(requests.filter((request) => request !== undefined))[Symbol.iterator]();
    let why = '';
    parcels.forEach((parcel, index) => {
      const error = requests[index] === undefined ? CANNOT : (answers.next().value as Error | undefined);
      safely('counting spans', parcel.settle, error);
      if (error !== undefined && why === '') why = `: ${explain(parcel, error)}`;
    });
    return why;
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

function explain({ endpoint }: Parcel, error: Error): string {
  const problem = error === CANNOT || endpoint === undefined ? undefined : judge(endpoint, { error }).problem;
  return problem === undefined ? messageOf(error) : line(problem);
}
