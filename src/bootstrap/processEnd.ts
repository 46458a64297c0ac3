import { isMainThread } from 'node:worker_threads';
import { close, flush, pendingSpans } from './flush';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

let takeBack: (() => void) | undefined;

/** Whether a signal came that the application handles itself. */
let handled = false;

/**
 * Exports what is left before the process ends, within a time limit: when nothing is left to do, and on the signals of
 * supervisors and terminals. Exit codes, the signal that a parent sees and the application's own handlers stay as they
 * are.
 */
export function watchProcessEnd(limitMillis: number): void {
  if (takeBack !== undefined) return;
  const onBeforeExit = beforeExit(limitMillis);
  process.on('beforeExit', onBeforeExit);
  // Signals are for the main thread.
  const signals = isMainThread ? SIGNALS : [];
  const handler = onSignal(limitMillis);
  for (const signal of signals) process.prependListener(signal, handler);
  takeBack = () => {
    process.off('beforeExit', onBeforeExit);
    for (const signal of signals) process.off(signal, handler);
    handled = false;
  };
}

/** Leaves the end of the process to itself. */
export function unwatchProcessEnd(): void {
  takeBack?.();
  takeBack = undefined;
}

/**
 * Node.js asks again whenever a handler has caused more work, so that spans which the application ends in its own
 * handlers are exported, too.
 */
function beforeExit(limitMillis: number): () => void {
  let closed = false;
  return () => {
    if (closed && pendingSpans() === 0) return;
    // A signal that the application has raised again may be on its way, and needs a turn of the loop to arrive.
    if (handled) setImmediate(() => undefined);
    const ending = pendingSpans() > 0 ? flush(limitMillis) : close(limitMillis);
    closed = pendingSpans() === 0;
    void ending.then((inTime) => {
      // An exporter that goes on trying keeps the process alive. Nothing else does if nobody else was asked.
      if (!inTime && process.listenerCount('beforeExit') === 1) process.exit();
    });
  };
}

/**
 * With a handler of its own, the application decides when to end, and is only held up at `process.exit` until its spans
 * are out. Without one, the signal is raised again, so that the process ends as if this handler had not been there. A
 * handler may do both (NestJS: clean up, stop to listen, raise it again): that signal is the first without one.
 */
function onSignal(limitMillis: number): NodeJS.SignalsListener {
  let ending = false;
  return function handle(signal) {
    const raise = (): void => {
      process.off(signal, handle);
      process.kill(process.pid, signal);
    };
    if (process.listenerCount(signal) - 1 - listenersOfSignalExit() > 0) {
      if (!handled) holdExit(limitMillis);
      handled = true;
      void flush(limitMillis);
    } else if (ending) raise();
    // What ends meanwhile gets a second chance, and no third: traffic may not end at all.
    else {
      ending = true;
      void flush(limitMillis)
        .then((inTime) => (inTime ? flush(limitMillis) : false))
        .then(raise);
    }
  };
}

/**
 * The first `process.exit` from now on exports what has ended since, and then exits; a second one does so at once.
 */
function holdExit(limitMillis: number): void {
  const exit = process.exit.bind(process);
  const held = (code?: number | string | null): void => {
    process.exit = exit;
    void flush(limitMillis).then(() => exit(code));
  };
  process.exit = held as typeof process.exit;
}

/**
 * The `signal-exit` package listens to every signal on behalf of others, and raises it again if nobody handles it: a
 * listener, but no handler.
 * @see https://github.com/tapjs/signal-exit
 */
function listenersOfSignalExit(): number {
  const emitters = process as unknown as Record<string | symbol, { count?: unknown } | undefined>;
  const counts = ['__signal_exit_emitter__', Symbol.for('signal-exit emitter')].map((key) => emitters[key]?.count);
  return counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}
