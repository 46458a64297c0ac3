import { safely } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import type { Members } from '../../values';
import { carryOver } from '../carryOver';
import { replaceMembers } from '../../telemetry/replaceMembers';
import { beforeEmptyLoopEnds, endsWithEmptyLoop } from './emptyLoop';
import type { Invocation, Outcome } from './invocation';
import { setImmediate } from '../../timers';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** How the arguments of a callback say that the handler ended. */
type Meaning = (args: readonly unknown[]) => Outcome;

/**
 * Follows the callback among the arguments of a handler, and `succeed`, `fail` and `done` of its context, however the
 * handler comes by them. The runtime gets the same calls, in the same order, as soon as the export is done.
 * @returns the arguments for the handler
 */
export function followCallbacks(
  args: readonly unknown[],
  context: Members | undefined,
  invocation: Invocation,
): unknown[] {
  const [event, second, callback, ...others] = args;
  const runtime = typeof callback === 'function' ? (callback as Callback) : undefined;
  if (context !== undefined) followContext(context, runtime, invocation);
  if (runtime === undefined) return [...args];
  const followed = carryOver(followedCallback(runtime, context, invocation), runtime as never);
  return [event, second, followed, ...others];
}

/** Whether the runtime goes on when a handler has returned no promise. */
export function goesOn(args: readonly unknown[], context: Members | undefined): boolean {
  return typeof args[2] === 'function' || typeof context?.['succeed'] === 'function';
}

/** Ends the invocation when the event loop is empty, and lets the runtime do so when the export is done. */
export function endWithEmptyLoop(invocation: Invocation, outcome: Outcome): void {
  beforeEmptyLoopEnds(() => {
    invocation.end(outcome);
    return invocation.exporting;
  });
}

const ofCallback: Meaning = ([error, result]) => (error == null ? { result } : { error });

/** @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/v3.3.0/src/CallbackContext.js */
const OF_CONTEXT: Readonly<Record<string, Meaning>> = {
  succeed: ([result]) => ({ result }),
  fail: ([error]) => ({ error }),
  done: ofCallback,
};

function followedCallback(original: Callback, context: Members | undefined, invocation: Invocation): Callback {
  return function (this: unknown, ...args: unknown[]): unknown {
    const outcome = ofCallback(args);
    // The runtime answers when the event loop is empty, and work goes on until then.
    const waits = 'result' in outcome && endsWithEmptyLoop() && waitsForEmptyLoop(context);
    if (!waits || invocation.ended) return pass(original, original, invocation, outcome, this, args);
    invocation.note(outcome);
    const returned = within(invocation.outer, () => original.apply(this, args));
    safely('following a callback', endWithEmptyLoop, invocation, outcome);
    return returned;
  };
}

function followContext(context: Members, callback: Callback | undefined, invocation: Invocation): void {
  const members = Object.entries(OF_CONTEXT).flatMap(([name, meaning]) => {
    const original = context[name];
    if (typeof original !== 'function') return [];
    const followed = function (this: unknown, ...args: unknown[]): unknown {
      return pass(original as Callback, callback, invocation, meaning(args), this, args);
    };
    const value = carryOver(followed, original as never);
    return [[name, { value, writable: true }] as const];
  });
  const restore = safely('following a context', replaceMembers, context, members);
  // Tests and servers of one's own have one context for all invocations.
  if (restore !== undefined) invocation.whenDone(() => safely('leaving a context', restore));
}

/** @param callback takes what the original throws, as the runtime does with all that a handler throws */
function pass(
  original: Callback,
  callback: Callback | undefined,
  invocation: Invocation,
  outcome: Outcome,
  self: unknown,
  args: unknown[],
): unknown {
  const late = invocation.ended;
  invocation.end(outcome);
  const { exporting } = invocation;
  if (exporting === undefined) return within(invocation.outer, () => original.apply(self, args));
  const handsOver = invocation.holdBack(() => within(invocation.outer, () => handOver(original, callback, self, args)));
  // The first word counts, and may be that of a promise, which takes some turns more.
  void exporting.then(() => void (late ? setImmediate(handsOver) : handsOver()));
  return undefined;
}

function handOver(original: Callback, callback: Callback | undefined, self: unknown, args: unknown[]): void {
  try {
    original.apply(self, args);
  } catch (error) {
    if (callback === undefined) throw error;
    callback(error);
  }
}

/** The runtime takes any value that is false as `false`; a context that is handmade for a test has none. */
function waitsForEmptyLoop(context: Members | undefined): boolean {
  return safely('reading a context', readWaits, context) !== false;
}

function readWaits(context: Members | undefined): boolean {
  const name = 'callbackWaitsForEmptyEventLoop';
  return context === undefined || !(name in context) || Boolean(context[name]);
}
