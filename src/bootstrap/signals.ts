import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';

/** Signals that end a process by default, and that supervisors and terminals send. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGUSR2'] as const;
type Watched = (typeof SIGNALS)[number];

/** What happens to a signal that the application leaves alone. */
export interface SignalEnd {
  /** A signal came. `raise` makes it happen. */
  arrived(signal: NodeJS.Signals, raise: () => void): void;
  /** The process sends itself a signal, and ends with this call. */
  sentToItself(signal: NodeJS.Signals): void;
}

/**
 * Watches the signals that the application leaves alone. There is a listener only while the application has none of its
 * own: `process.listenerCount()` and the libraries that ask it (signal-exit) see what they would see without.
 * @returns what stops watching
 */
export function watchSignals(end: SignalEnd): () => void {
  const { kill } = process;
  const present = new Set<string>();
  const over = new Set<string>();

  const stand = (signal: Watched): void => {
    if (over.has(signal) || process.listenerCount(signal) > 0) return;
    present.add(signal);
    process.on(signal, onSignal);
  };
  const leave = (signal: Watched): void => {
    // Before its removal is announced, which would bring it back.
    if (present.delete(signal)) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!isWatched(signal)) return;
    // The next one of its kind ends the process at once.
    over.add(signal);
    leave(signal);
    end.arrived(signal, () => void Reflect.apply(kill, process, [process.pid, signal]));
  };
  // Before Node.js's own listener, which starts to watch a signal only where nobody listens yet.
  const onNewListener = (event: string | symbol, listener: unknown): void => {
    if (isWatched(event) && listener !== onSignal) leave(event);
  };
  const onRemoveListener = (event: string | symbol, listener: unknown): void => {
    if (!isWatched(event)) return;
    if (listener !== onSignal) stand(event);
    // By `removeAllListeners`.
    else if (present.delete(event)) stand(event);
  };
  const ourKill: typeof process.kill = function (this: unknown, ...args) {
    const signal = nameOf(args[1]);
    // Without a listener, the signal would end the process inside of this call.
    if (isOwn(args[0]) && isWatched(signal) && present.has(signal)) {
      over.add(signal);
      leave(signal);
      end.sentToItself(signal);
    }
    return Reflect.apply(kill, this, args);
  };
  Object.defineProperties(ourKill, {
    name: { value: kill.name, configurable: true },
    length: { value: kill.length, configurable: true },
  });

  const emitter: EventEmitter = process;
  emitter.prependListener('newListener', onNewListener);
  emitter.on('removeListener', onRemoveListener);
  process.kill = ourKill;
  for (const signal of SIGNALS) if (signal in constants.signals) stand(signal);
  return () => {
    emitter.off('removeListener', onRemoveListener);
    emitter.off('newListener', onNewListener);
    if (process.kill === ourKill) process.kill = kill;
    for (const signal of SIGNALS) {
      over.add(signal);
      leave(signal);
    }
  };
}

function isWatched(signal: unknown): signal is Watched {
  return SIGNALS.some((each) => each === signal);
}

/** The process itself, or its group. */
function isOwn(pid: number): boolean {
  return pid === process.pid || pid === 0 || pid === -process.pid;
}

function nameOf(signal: string | number | undefined): string | undefined {
  if (typeof signal !== 'number') return signal ?? 'SIGTERM';
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
}
