import { isMainThread } from 'node:worker_threads';
import { endInvocations, exportsAtExit } from '../process/lambda/emptyLoop';
import { safely } from '../telemetry/safely';
import { within } from './flush';
import { LastExport } from './lastExport';
import { beforeReallyExit, beforeReplacement, listenLastingly } from './lasting';
import { optional } from './optional';
import { prepareToSend } from './outlet/sendNow';
import { watchSignals } from './signals';
import { state } from './state';

/** That Node.js needs to end a process, in which Lambda does not kill it. */
const MARGIN_MILLIS = 20;

let takeBack: (() => void) | undefined;

/**
 * Exports what is left when the process ends, within a time limit, and takes no part in the end itself. Nothing of the
 * application runs meanwhile: no timer, no listener, no second `beforeExit`.
 */
export function watchProcessEnd(limitMillis: number): void {
  if (takeBack !== undefined) return;
  const last = new LastExport(limitMillis);
  if (state.outlets.length > 0) optional('what is left at the end is not exported', prepareToSend);
  let raiseAtExit: (() => void) | undefined;
  const onExit = (): void => {
    const killed = safely('ending invocations', endInvocations);
    if (killed !== undefined) last.begin(killed - MARGIN_MILLIS);
    last.run();
    // The process was to end by a signal, and ends by itself while that waits for metrics.
    raiseAtExit?.();
  };
  const stops = [listenLastingly('exit', onExit), beforeReallyExit(onExit), beforeReplacement(onExit)];
  // Only what cannot be exported synchronously needs a moment before.
  if (state.metrics.length + state.flushes.length > 0) stops.push(listenLastingly('beforeExit', beforeExit));
  // Signals are for the main thread.
  if (isMainThread) {
    stops.push(
      watchSignals({
        sentToItself: () => last.run(),
        arrived: (raiseIt) => {
          const raise = (): void => {
            raiseAtExit = undefined;
            raiseIt();
          };
          if (state.metrics.length + state.flushes.length === 0) {
            last.run();
            raise();
            return;
          }
          raiseAtExit = raise;
          void within(last.begin(), collect()).then(() => {
            last.run();
            raise();
          });
        },
      }),
    );
  }
  // What these export has to be there before.
  exportsAtExit(state.metrics.length + state.flushes.length === 0);
  takeBack = () => {
    exportsAtExit(false);
    for (const stop of stops) stop();
  };
}

/** Leaves the end of the process to itself. */
export function unwatchProcessEnd(): void {
  takeBack?.();
  takeBack = undefined;
}

/**
 * Metrics are collected asynchronously, though without any work for the event loop: the process ends as soon as this is
 * done, and they are exported then, at `exit`.
 */
function beforeExit(): void {
  safely('collecting metrics', () => void collect());
}

async function collect(): Promise<void> {
  await Promise.allSettled([...state.metrics.map((each) => each.collect()), ...state.flushes.map((flush) => flush())]);
}
