import { types } from 'node:util';

/** A promise that nobody waits for must not end the process. Of any realm, and whatever its own `catch` does. */
export function swallow(given: unknown, onError: (error: unknown) => void = () => undefined): void {
  if (types.isPromise(given)) void Promise.prototype.then.call(given, undefined, onError);
}
