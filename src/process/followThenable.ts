import type { Context } from '@opentelemetry/api';
import { activeContext } from '../telemetry/activeContext';
import { safely } from '../telemetry/safely';
import { within } from '../telemetry/within';
import type { Ends, Then } from './ends';
import { replaceMembers } from '../telemetry/replaceMembers';
import { setImmediate } from '../timers';

/** A thenable that is followed, by the spans of several layers perhaps, the innermost first. */
interface Following {
  readonly all: Set<Ends>;
  stop(): void;
}

const followed = new WeakMap<object, Following>();

/**
 * Reports how something settles that has a `then` and is no promise of the language: a query builder, a promise of
 * Bluebird. Some do their work in `then`, so that it runs only when the application calls it, inside of the context. An
 * application that has not done so when this turn of the event loop is over keeps the object for something else. A span
 * cannot wait for that: it ends.
 */
export function followThenable(thenable: object, then: Then, active: Context, ends: Ends): void {
  const following = followed.get(thenable) ?? safely('following a result', begin, thenable, then, active);
  if (following === undefined) return ends.succeed(thenable);
  const { all } = following;
  all.add(ends);
  setImmediate(() => {
    if (!all.delete(ends)) return;
    if (all.size === 0) following.stop();
    ends.succeed(thenable);
  });
}

function begin(thenable: object, then: Then, active: Context): Following {
  const all = new Set<Ends>();
  function startingThen(this: unknown, fulfilled?: unknown, rejected?: unknown): unknown {
    const ends = takeAll(all);
    following.stop();
    return begun(() => within(active, () => then.call(this, ...reactions(ends, fulfilled, rejected))), ends);
  }
  const restore = replaceMembers(thenable, [['then', { value: startingThen, writable: true }]]);
  const following: Following = {
    all,
    stop() {
      followed.delete(thenable);
      safely('leaving a result', restore);
    },
  };
  followed.set(thenable, following);
  return following;
}

/** What `then` itself throws, `await` takes for a rejection. */
function begun(run: () => unknown, { fail }: Ends): unknown {
  try {
    return run();
  } catch (error) {
    fail(error);
    throw error;
  }
}

function takeAll(all: Set<Ends>): Ends {
  const taken = [...all];
  all.clear();
  return {
    succeed: (value) => taken.forEach(({ succeed }) => succeed(value)),
    fail: (error) => taken.forEach(({ fail }) => fail(error)),
  };
}

/** The application's reactions, in its own context, behind ours. */
function reactions({ succeed, fail }: Ends, fulfilled: unknown, rejected: unknown): [unknown, unknown] {
  const own = activeContext();
  return [
    (value: unknown): unknown => {
      succeed(value);
      return typeof fulfilled === 'function' ? within(own, fulfilled as (value: unknown) => unknown, value) : value;
    },
    (error: unknown): unknown => {
      fail(error);
      if (typeof rejected !== 'function') throw error;
      return within(own, rejected as (error: unknown) => unknown, error);
    },
  ];
}
