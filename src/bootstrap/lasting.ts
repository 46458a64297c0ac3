import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { nextTick } from 'node:process';
import { leaveUncounted } from '../telemetry/uncounted';

type Listener = (code?: number) => void;
type ReallyExit = (this: unknown, code?: number) => never;

const emitter: EventEmitter = process;
/** Tests of an application replace it later. */
const soon = nextTick;

/**
 * Listens to the end of the process also where the application takes all listeners away: test runners and restarting
 * servers call `process.removeAllListeners()`, and mean those of their own.
 * @returns what stops listening
 */
export function listenLastingly(event: 'exit' | 'beforeExit', listener: Listener): () => void {
  const onRemoveListener = (name: string | symbol, removed: unknown): void => {
    if (name === event && removed === listener) soon(listen);
  };
  const listen = (): void => {
    // Whoever puts back what was there has put this back, too.
    add(event, listener);
    add('removeListener', onRemoveListener);
  };
  let over = false;
  const add = (name: string, added: (...args: never[]) => void): void => {
    if (over || emitter.listeners(name).includes(added)) return;
    emitter.on(name, added as Listener);
    leaveUncounted(name, added);
  };
  listen();
  return () => {
    over = true;
    emitter.off('removeListener', onRemoveListener);
    emitter.off(event, listener);
  };
}

/**
 * Runs something before `process.exit()` ends the process, and maybe once more after the listeners of `exit`: there is no
 * other way in where the application takes the listeners away in the same turn, or leaves them out.
 * @returns what stops it
 */
export function beforeReallyExit(listener: Listener): () => void {
  const { reallyExit } = process as unknown as { readonly reallyExit: ReallyExit | undefined };
  if (reallyExit === undefined) return () => {};
  const ourReallyExit: ReallyExit = function (...args) {
    listener();
    return Reflect.apply(reallyExit, this, args);
  };
  Object.defineProperty(ourReallyExit, 'name', { value: reallyExit.name, configurable: true });
  Object.defineProperty(ourReallyExit, 'length', { value: reallyExit.length, configurable: true });
  Reflect.set(process, 'reallyExit', ourReallyExit);
  return () => {
    if (Reflect.get(process, 'reallyExit') === ourReallyExit) Reflect.set(process, 'reallyExit', reallyExit);
  };
}

/** Node.js tells of it directly before: https://nodejs.org/api/process.html#processexecvefile-args-env */
const EXECVE = 'process.execve';

/**
 * Runs something before another program takes the place of this one, for which there is no `exit`.
 * @returns what stops it
 */
export function beforeReplacement(listener: () => void): () => void {
  const onExecve = (): void => listener();
  subscribe(EXECVE, onExecve);
  return () => void unsubscribe(EXECVE, onExecve);
}
