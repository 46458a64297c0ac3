import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { leaveUncounted } from '../telemetry/uncounted';

/** Signals that end a process by default, and that supervisors and terminals send. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGUSR2'] as const;
type Watched = (typeof SIGNALS)[number];

/** The listeners by which Node.js hears that a signal has a first listener, and that it has none any more. */
const NODE_STARTS_TO_WATCH = 'startListeningIfSignal';
const NODE_STOPS_TO_WATCH = 'stopListeningIfSignal';

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;
type Kill = (this: unknown, pid: number, signal?: string | number) => true;

/** What happens to a signal that the application leaves alone. */
export interface SignalEnd {
  /** A signal came. `raise` makes it happen. */
  arrived(raise: () => void): void;
  /** The process sends itself a signal, and ends with this call. */
  sentToItself(): void;
}

/**
 * Watches the signals that the application leaves alone, without a listener: who counts listeners sees those of the
 * application only. Such code exists (signal-exit, and whatever raises a signal again if nobody else listens).
 * @returns what stops watching
 */
export function watchSignals(end: SignalEnd): () => void {
  const emitter: EventEmitter = process;
  const { kill } = process as { readonly kill: Kill };
  const startWatching = nodesListeners('newListener', NODE_STARTS_TO_WATCH);
  const stopWatching = nodesListeners('removeListener', NODE_STOPS_TO_WATCH);
  const watched = new Set<string>();
  const over = new Set<string>();
  /** After `process.removeAllListeners()`, Node.js hears of no listener any more: of these it has heard. */
  const heard = new Set<string>();

  const hears = (): boolean => nodesListeners('newListener', NODE_STARTS_TO_WATCH).length > 0;
  // Other runtimes have other ways to hear.
  const isNode = hears();
  /** Whether a signal gets to a listener of the application. */
  const isTaken = (signal: Watched): boolean =>
    process.listenerCount(signal) > 0 && (!isNode || heard.has(signal) || hears());
  const watch = (signal: Watched): void => {
    if (over.has(signal) || isTaken(signal)) return;
    watched.add(signal);
    withEmit(dispatch, (emit) => {
      // Only Node.js is told: there is no listener that those of the application could hear of.
      if (!isNode) Reflect.apply(emit, process, ['newListener', signal, dispatch]);
      else if (hears()) for (const start of startWatching) Reflect.apply(start, process, [signal]);
    });
  };
  /** The next one of its kind ends the process at once, also while it is busy. */
  const release = (signal: Watched): void => {
    over.add(signal);
    if (!watched.delete(signal) || isTaken(signal)) return;
    withoutListeners(signal, () => {
      if (!isNode) emitter.emit('removeListener', signal, dispatch);
      // `process.removeAllListeners()` takes this listener of Node.js along: the signal would be held up for ever.
      for (const stop of stopWatching) Reflect.apply(stop, process, [signal]);
    });
  };
  /** The kernel ignores what ends others, if the first process of a container has no listener for it. */
  const livesOn = (signal: Watched): void => {
    over.delete(signal);
    watch(signal);
  };
  const dispatch: Emit = function (...args) {
    const [signal] = args;
    if (!isWatched(signal) || over.has(signal) || isTaken(signal)) return emitter.emit(...args);
    release(signal);
    end.arrived(() => {
      Reflect.apply(kill, process, [process.pid, signal]);
      livesOn(signal);
    });
    return true;
  };
  // Node.js has stopped to watch: the last listener of the application is gone.
  const onRemoveListener = (event: string | symbol, listener: unknown): void => {
    if (event === 'newListener' && !hears())
      for (const signal of SIGNALS) if (process.listenerCount(signal) > 0) heard.add(signal);
    if (!isWatched(event) || listener === dispatch) return;
    if (process.listenerCount(event) === 0) heard.delete(event);
    watch(event);
  };
  const ourKill: Kill = function (...args) {
    const signal = nameOf(args[1]);
    // Without a watch, the signal would end the process inside of this call.
    if (isOwn(args[0]) && isWatched(signal) && watched.has(signal) && !isTaken(signal)) {
      release(signal);
      end.sentToItself();
      try {
        return Reflect.apply(kill, this, args);
      } finally {
        livesOn(signal);
      }
    }
    return Reflect.apply(kill, this, args);
  };
  Object.defineProperties(ourKill, {
    name: { value: kill.name, configurable: true },
    length: { value: kill.length, configurable: true },
  });

  emitter.on('removeListener', onRemoveListener);
  leaveUncounted('removeListener', onRemoveListener);
  process.kill = ourKill;
  for (const signal of SIGNALS) if (signal in constants.signals) watch(signal);
  return () => {
    emitter.off('removeListener', onRemoveListener);
    if (Reflect.get(process, 'kill') === ourKill) process.kill = kill;
    for (const signal of SIGNALS) release(signal);
  };
}

function nodesListeners(event: 'newListener' | 'removeListener', name: string): ((signal: Watched) => void)[] {
  const emitter: EventEmitter = process;
  return (emitter.listeners(event) as ((signal: Watched) => void)[]).filter((listener) => listener.name === name);
}

/**
 * Node.js watches a signal as soon as it hears of a first listener for it, and hands it to the `emit` of that moment.
 * @see https://github.com/nodejs/node/blob/main/lib/internal/process/signal.js
 */
function withEmit(emit: Emit, run: (before: Emit) => void): void {
  const { emit: before } = process as { readonly emit: Emit };
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  Object.defineProperty(process, 'emit', { value: emit, configurable: true, writable: true });
  try {
    run(before);
  } finally {
    if (own === undefined) Reflect.deleteProperty(process, 'emit');
    else Object.defineProperty(process, 'emit', own);
  }
}

/** Node.js goes on to watch a signal that has listeners, also if these are some that it has not heard of. */
function withoutListeners(signal: Watched, run: () => void): void {
  const emitter: EventEmitter = process;
  const listeners = emitter.rawListeners(signal) as (() => void)[];
  if (listeners.length > 0) emitter.removeAllListeners(signal);
  run();
  for (const listener of listeners) emitter.on(signal, listener);
}

function isWatched(signal: unknown): signal is Watched {
  return SIGNALS.some((each) => each === signal);
}

/** The process itself, or its group. Node.js takes a text for a number, such as one that was read from a file. */
function isOwn(pid: unknown): boolean {
  const number = Number(pid);
  return number === process.pid || number === 0 || number === -process.pid;
}

function nameOf(signal: string | number | undefined): string | undefined {
  if (typeof signal !== 'number') return signal ?? 'SIGTERM';
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
}
