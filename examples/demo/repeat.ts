import type { Running } from './shop';

/** Does something over and over until it is told to stop. */
export function repeat(once: () => Promise<void>): Running {
  const closing = new AbortController();
  async function loop(): Promise<void> {
    while (!closing.signal.aborted) await once();
  }
  const done = loop();
  return {
    stop() {
      closing.abort();
      return done;
    },
  };
}
