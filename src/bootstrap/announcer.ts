import { log } from '../telemetry/safely';
import type { Verdict } from './connectivity/verdict';
import { line } from './problem';

/**
 * Reports a problem with an endpoint once, also when many batches fail and several parts notice it. When the endpoint
 * works again, it reports that once.
 */
export class Announcer {
  #told: Verdict['outcome'] | undefined;

  constructor(private readonly consequence: string) {}

  tell({ outcome, problem }: Verdict): void {
    if (this.#told === outcome) return;
    if (problem !== undefined) log.warn(`${line(problem)}; ${this.consequence}`);
    else if (this.#told === undefined) log.info('the endpoint takes traces');
    else log.warn('spans are exported again');
    this.#told = outcome;
  }
}
