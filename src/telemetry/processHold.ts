import { shared } from '../shared';
import { clearInterval, setInterval } from '../timers';

const holds = shared('what keeps the process alive', () => new Set<() => void>());

/** Waits for an export, and keeps the process alive meanwhile: somebody else waits, too. */
export async function holdProcess(work: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => {}, 1_000_000);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  holds.add(release);
  try {
    await Promise.race([work, released]);
  } finally {
    clearInterval(timer);
    holds.delete(release);
  }
}

/** Nobody waits any more. The exports go on, and keep nothing alive; nor do the timers of those who waited for them. */
export function releaseProcess(): void {
  for (const release of holds) release();
}
