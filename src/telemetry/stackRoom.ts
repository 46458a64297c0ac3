import type { Context } from '@opentelemetry/api';
import { within } from './within';

/** More than there are of this package, of OpenTelemetry and of a context manager between an application and the SDK. */
const FRAMES = 16;
/** Less is what an application wants that makes many errors. */
const LEAST = 10;
/** Beyond, there is room. Calls within calls make it no larger than that, and neither do those who set it later. */
const MOST = 50;

/**
 * Like {@link within}, for what the application calls: with room for our own frames in the stack traces of errors that are
 * made until it returns. V8 keeps ten frames, and ours stand above those of the caller: an error that the SDK throws before
 * it waits for anything would not show which line of the application has called it.
 * @see https://v8.dev/docs/stack-trace-api
 */
export function withinRoom<R>(active: Context, run: () => R): R;
export function withinRoom<A, R>(active: Context, run: (args: A) => R, args: A): R;
export function withinRoom<A, R>(active: Context, run: (args?: A) => R, args?: A): R {
  const limit = makeRoom();
  try {
    return within(active, run, args);
  } finally {
    returnRoom(limit);
  }
}

/** @returns the limit to hand to `returnRoom`, undefined if nothing was changed */
export function makeRoom(): number | undefined {
  const limit = limitNow();
  if (limit === undefined || !(limit >= LEAST && limit <= MOST)) return undefined;
  return setLimit(limit + FRAMES) ? limit : undefined;
}

/** A limit that somebody else has set in between stays. */
export function returnRoom(limit: number | undefined): void {
  if (limit !== undefined && limitNow() === limit + FRAMES) setLimit(limit);
}

function limitNow(): number | undefined {
  try {
    return Error.stackTraceLimit;
  } catch {
    return undefined;
  }
}

/** @returns whether it could be set: the intrinsics may be frozen */
function setLimit(limit: number): boolean {
  try {
    // Not by `Reflect.set`, which takes ten times as long.
    Error.stackTraceLimit = limit;
    return true;
  } catch {
    return false;
  }
}
