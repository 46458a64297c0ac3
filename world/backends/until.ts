import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MILLIS = 60_000;
const PAUSE_MILLIS = 200;

/** Waits until something is so. What backends take in, they show a little later. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MILLIS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await delay(PAUSE_MILLIS);
  }
}
