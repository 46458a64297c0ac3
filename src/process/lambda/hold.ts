import { clearTimeout, setTimeout } from '../../timers';
/** What `setTimeout` takes at most. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Waits for something, but not for longer than a limit. The timer keeps the event loop busy until then: one that is empty
 * ends an invocation.
 * @param limit milliseconds
 */
export async function hold(work: PromiseLike<unknown>, limit: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(limit, MAX_DELAY));
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}

/**
 * Runs something later, if the process is still there and has not forgotten about it.
 * @param delay milliseconds
 * @returns forgets about it
 */
export function later(run: () => void, delay: number): () => void {
  if (delay > MAX_DELAY) return () => undefined;
  const timer = setTimeout(run, Math.max(0, delay));
  // The runtime ends an invocation whose event loop is empty.
  timer.unref();
  return () => clearTimeout(timer);
}
