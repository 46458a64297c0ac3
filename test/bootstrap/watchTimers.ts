import { createHook } from 'node:async_hooks';

/** Sees for how long the timers are that anybody sets from now on, in milliseconds. */
export function watchTimers(): { lengths: number[]; stop(): void } {
  const lengths: number[] = [];
  const hook = createHook({
    init(_id, type, _trigger, timer) {
      // The types of Node.js leave it out.
      if (type === 'Timeout') lengths.push((timer as { _idleTimeout: number })['_idleTimeout']);
    },
  }).enable();
  return { lengths, stop: () => void hook.disable() };
}
