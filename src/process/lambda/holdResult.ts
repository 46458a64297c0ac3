import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { activeContext } from '../../telemetry/activeContext';
import { safely } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import type { Then } from '../ends';
import { NODES_OWN, rootPrototype } from '../../telemetry/plainPromise';
import type { Members } from '../../values';
import { replaceMembers } from '../../telemetry/replaceMembers';
import { thenOf } from '../settle';
import { endsWithEmptyLoop } from './emptyLoop';
import type { Invocation } from './invocation';
import { setImmediate } from '../../timers';

/**
 * What a handler returned, if it is a promise of any kind: it settles as it does by itself, but not before the export is
 * done.
 * @param active in which a lazy one does its work
 * @returns undefined if it is none
 */
export function holdResult(result: unknown, active: Context, invocation: Invocation): object | undefined {
  const then = safely('looking at a result', thenOf, result);
  if (then === undefined) return undefined;
  const thenable = result as object;
  if (!isPlainPromise(thenable)) {
    holdInPlace(thenable, then, active, invocation);
    return thenable;
  }
  const held = then.call(thenable, ...reactions(invocation, activeContext())) as object;
  safely('keeping the members of a promise', copyMembers, held, thenable);
  return held;
}

/** A promise that does in `then` what every promise does. */
function isPlainPromise(result: object): boolean {
  return (
    types.isPromise(result) &&
    Object.getPrototypeOf(result) === rootPrototype(result) &&
    Object.getOwnPropertyDescriptor(result, 'then') === undefined
  );
}

/**
 * Another object cannot take the place of a promise with more to it, or of one that begins its work in `then`. It is given
 * back as it was when nobody has to be held any more.
 */
function holdInPlace(thenable: object, then: Then, active: Context, invocation: Invocation): void {
  let begun = false;
  function holdingThen(this: unknown, ...handlers: Parameters<Then>): unknown {
    begun = true;
    const [fulfilled, rejected] = reactions(invocation, activeContext(), ...handlers);
    const next = within(active, () => then.call(this, lastly(fulfilled, release), lastly(rejected, release)));
    // This runtime calls `catch` of it. What that throws must not come before an answer that it would have by now.
    if (endsWithEmptyLoop() && !hasCatch(next)) invocation.release();
    return next;
  }
  const restore = safely('following a result', replaceMembers, thenable, [
    ['then', { value: holdingThen, writable: true }],
  ]);
  const release = (): void => {
    const giveBack = (): unknown => restore && safely('leaving a result', restore);
    if (invocation.exporting === undefined) giveBack();
    else void invocation.exporting.then(giveBack);
  };
  setImmediate(() => {
    if (begun) return;
    // Nobody asks how it ends.
    invocation.end({ result: undefined });
    release();
  });
}

function lastly(react: Reaction, run: () => void): Reaction {
  return (value) => {
    try {
      return react(value);
    } finally {
      run();
    }
  };
}

/** What the runtime does when a promise settles, in its own context, behind the export. */
function reactions(
  invocation: Invocation,
  own: Context,
  fulfilled?: unknown,
  rejected?: unknown,
): [Reaction, Reaction] {
  const afterExport = (react: () => unknown): unknown => {
    const { exporting } = invocation;
    if (exporting === undefined) return react();
    return new Promise((resolve) => {
      const reacts = invocation.holdBack(() => resolve(reacted(react)));
      void exporting.then(reacts);
    });
  };
  return [
    (result) => {
      invocation.end({ result });
      return afterExport(() => (isHandler(fulfilled) ? within(own, fulfilled, result) : result));
    },
    (error) => {
      invocation.end({ error });
      return afterExport(() => {
        if (isHandler(rejected)) return within(own, rejected, error);
        throw error;
      });
    },
  ];
}

async function reacted(react: () => unknown): Promise<unknown> {
  return react();
}

function hasCatch(value: unknown): boolean {
  return safely('looking at a result', () => isHandler((value as Members | undefined)?.['catch'])) === true;
}

type Reaction = (value: unknown) => unknown;

function isHandler(value: unknown): value is Reaction {
  return typeof value === 'function';
}

/** The `child` of a promisified `exec`, for example. */
function copyMembers(held: object, promise: object): void {
  for (const name of Reflect.ownKeys(promise)) {
    const descriptor = Object.getOwnPropertyDescriptor(promise, name);
    const nodes = typeof name === 'symbol' && NODES_OWN.test(name.description ?? '');
    if (!nodes && descriptor !== undefined) Reflect.defineProperty(held, name, descriptor);
  }
}
