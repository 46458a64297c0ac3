import type { Context } from '@opentelemetry/api';
import { isPlainPromise, rootPrototype } from '../telemetry/plainPromise';
import { safely } from '../telemetry/safely';
import type { Ends, Then } from './ends';
import { followThenable } from './followThenable';
import { replaceMembers } from '../telemetry/replaceMembers';

/** Promises that are followed in place. */
const followed = new WeakSet();

/**
 * Reports how a promise settles.
 *
 * To V8 a promise is handled once anybody has called its `then`, so that whoever listens along has to pass the rejection
 * on, or it is never reported. For a plain promise one that is derived from it does so, and takes its place. Nothing can
 * take the place of a promise with more to it (a subclass that can be cancelled, the `child` of a promisified `exec`): it
 * is followed in place.
 */
export function followPromise(promise: Promise<unknown>, then: Then, active: Context, ends: Ends): unknown {
  const root = rootPrototype(promise);
  // A subclass that does its work in a `then` of its own is not asked to begin.
  if (then !== root?.['then']) {
    followThenable(promise, then, active, ends);
    return promise;
  }
  if (isPlainPromise(promise)) return then.call(promise, ...reactions(ends, true));
  if (safely('following a promise', followInPlace, promise, then, ends) === undefined) ends.succeed(promise);
  return promise;
}

/**
 * Passes a rejection on to a promise of our own, which nobody handles until the application looks at the one it has: its
 * `then` asks for its `constructor` first of all, as do `await` and `Promise.all`.
 * @see https://tc39.es/ecma262/#sec-promise.prototype.then
 * @see https://tc39.es/ecma262/#sec-promise-resolve
 */
function followInPlace(promise: Promise<unknown>, then: Then, ends: Ends): true {
  if (followed.has(promise)) {
    listen(promise, then, reactions(ends, false));
    return true;
  }
  const { constructor } = promise as { readonly constructor: unknown };
  const [fulfilled, rejected] = reactions(ends, true);
  const own = listen(promise, then, [
    (value) => {
      restore();
      return fulfilled(value);
    },
    rejected,
  ]);
  function lookedAt(): unknown {
    then.call(own, undefined, () => undefined);
    restore();
    return constructor;
  }
  const restore = replaceMembers(promise, [['constructor', { get: lookedAt }]]);
  followed.add(promise);
  return true;
}

/** Attaches reactions; the constructor of a subclass does not run for a promise of ours. */
function listen(promise: Promise<unknown>, then: Then, [fulfilled, rejected]: Reactions): unknown {
  const restore = replaceMembers(promise, [['constructor', { value: Promise }]]);
  try {
    return then.call(promise, fulfilled, rejected);
  } finally {
    restore();
  }
}

type Reactions = [fulfilled: (value: unknown) => unknown, rejected: (error: unknown) => unknown];

function reactions(ends: Ends, passOn: boolean): Reactions {
  return [
    (value) => {
      ends.succeed(value);
      return value;
    },
    (error) => {
      ends.fail(error);
      if (passOn) throw error;
      return undefined;
    },
  ];
}
