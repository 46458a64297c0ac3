import type { Running } from './shop';

/** Does something over and over until it is told to stop. */
export function repeat(once: () => Promise<void>): Running {
  let open = true;
  async function loop(): Promise<void> {
    while (open) await once();
  }
  const done = loop();
  return {
    stop() {
      open = false;
      return done;
    },
  };
}
