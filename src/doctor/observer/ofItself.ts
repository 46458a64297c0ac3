import type { EventEmitter } from 'node:events';

/** Turns of the microtask queue that the application's own end may need before it does any work for the event loop. */
const TURNS = 100;

const emitter: EventEmitter = process;

/**
 * Calls `onEnd` when the application has nothing more to do: after its own listeners of `beforeExit`, and after the work
 * that they begin, as `sdk.shutdown()` does. From there on it gets no further `beforeExit`: the work of the observer would
 * cause one that it does not have without.
 */
export function onEndOfItself(onEnd: () => void): void {
  const onBeforeExit = (): void =>
    void (async () => {
      const before = resources();
      for (let turn = 0; turn < TURNS; turn += 1) {
        await nextTurn();
        if (resources() > before) return;
      }
      emitter.off('beforeExit', onBeforeExit);
      holdBack('beforeExit');
      onEnd();
    })();
  emitter.on('beforeExit', onBeforeExit);
}

/** What keeps the event loop alive, and pipes and terminals, which are counted and do not. */
function resources(): number {
  return process.getActiveResourcesInfo().length;
}

/** Node.js ends the process as soon as there are neither ticks nor microtasks nor work for the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** The process is at its end: nobody looks at its `emit` any more. */
function holdBack(event: string): void {
  const emit = Reflect.get(process, 'emit') as (...args: unknown[]) => boolean;
  const value = function (this: unknown, ...args: unknown[]): boolean {
    return args[0] === event ? false : Reflect.apply(emit, this, args);
  };
  Object.defineProperty(process, 'emit', { value, configurable: true, enumerable: false, writable: true });
}
