import { type Context, context } from '@opentelemetry/api';
import { isObject } from '../values';
import type { Call, Resolved } from './call';
import { CALL } from './callContext';
import { safely } from './safely';
import { withinRoom } from './stackRoom';

/** The one that is in the making: the SDK resolves a stack in one go, from the last middleware to the first. */
let resolving: Resolved | undefined;

/** @param handler the SDK's own context of the resolved command, which all middlewares of it are made with */
export function resolvedWith(handler: unknown): Resolved | undefined {
  if (!isObject(handler)) return undefined;
  if (resolving?.handler !== handler) resolving = { handler, call: undefined, isShared: false };
  return resolving;
}

/**
 * The same for the first of all middlewares: what is made next is another one.
 * @param isShared whether the client keeps what it has resolved, for all calls of a command
 */
export function resolvedFirst(handler: unknown, isShared: boolean): Resolved | undefined {
  const resolved = resolvedWith(handler);
  resolving = undefined;
  if (resolved !== undefined) resolved.isShared = isShared;
  return resolved;
}

/** What is known of an object: its call, or that it is of none of ours. One of two calls at once tells nothing of either. */
interface Noted {
  readonly call: Call | undefined;
  readonly alone: boolean;
}

/**
 * Where no context manager is registered, or several calls share a resolved stack: by what the middleware is called with,
 * and by its input, because middleware of the SDK passes copies of the former on.
 */
const noted = new WeakMap<object, Noted>();

/** A context by which the injection of a call without a span finds its call again, behind the application's own middleware. */
export function withCall(active: Context, call: Call): Context {
  return active.setValue(CALL, call);
}

/** For a call that the injection has nothing to do for: it must not take an outer call for it. */
export function withoutCall(active: Context): Context {
  return callIn(active) === undefined ? active : active.deleteValue(CALL);
}

/**
 * The call whose middleware stack runs.
 * @param args what the middleware is called with
 */
export function currentCall(args: { readonly input?: unknown }, resolved: Resolved | undefined): Call | undefined {
  if (resolved?.isShared === false) {
    // Who runs in the context of another call, and has not been noted, is to get nothing of it.
    const call = resolved.call ?? callMadeWith(resolved.handler);
    return call === undefined || call.work.over ? undefined : call;
  }
  const known = notedOf(args);
  if (resolved === undefined) return callIn(context.active()) ?? known?.call;
  // A queue of the application may run it in the context of another call with the same stack.
  return known === undefined ? callMadeWith(resolved.handler) : known.call;
}

/** Middleware of the application may send something else while the stack is resolved: ours then share nothing. */
function callMadeWith(handler: unknown): Call | undefined {
  const call = callIn(context.active());
  return call?.resolved?.handler === handler ? call : undefined;
}

/** Notes the call for {@link currentCall}, by the same arguments. */
export function noteCurrentCall(call: Call, args: { readonly input?: unknown }, resolved: Resolved | undefined): void {
  if (resolved !== undefined) {
    const { call: before } = resolved;
    if (before !== undefined && !resolved.isShared) {
      resolved.isShared = true;
      if (!before.work.over) note(before.operation.command, before);
    }
    resolved.call = call;
    call.resolved = resolved;
  }
  if (resolved?.isShared === true || callIn(context.active()) !== call) note(args, call);
}

function note(args: { readonly input?: unknown }, call: Call | undefined): void {
  for (const key of [args, inputOf(args)]) {
    if (key === undefined) continue;
    const known = noted.get(key)?.call;
    noted.set(key, { call, alone: known === undefined || known === call || known.work.over });
  }
}

function notedOf(args: { readonly input?: unknown }): Noted | undefined {
  return soleOf(args) ?? soleOf(inputOf(args));
}

function soleOf(key: object | undefined): Noted | undefined {
  const known = key && noted.get(key);
  return known?.alone === true && known.call?.work.over !== true ? known : undefined;
}

function inputOf({ input }: { readonly input?: unknown }): object | undefined {
  return typeof input === 'object' && input !== null ? input : undefined;
}

/** Passes a call on that is none of ours. One that is made inside of another call must not get that one's context. */
export function passOn<A extends object, R>(next: (args: A) => R, args: A, resolved: Resolved | undefined): R {
  if (resolved?.isShared === true) safely('noting a call of nobody', note, args, undefined);
  const outside = safely('looking for an outer call', contextOutside);
  return outside === undefined ? next(args) : withinRoom(outside, next, args);
}

function contextOutside(): Context | undefined {
  const active = context.active();
  return callIn(active) === undefined ? undefined : active.deleteValue(CALL);
}

function callIn(active: Context): Call | undefined {
  return active.getValue(CALL) as Call | undefined;
}
