import { type Context, context } from '@opentelemetry/api';
import { isObject } from '../values';
import type { Call, Resolved } from './call';
import { CALL, withValue } from './callContext';
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

/** The same for the first of all middlewares: what is made next is another one. */
export function resolvedFirst(handler: unknown): Resolved | undefined {
  const resolved = resolvedWith(handler);
  resolving = undefined;
  return resolved;
}

/**
 * Where no context manager is registered: by what the middleware is called with, and by its input, because middleware of
 * the SDK passes copies of the former on. An input of two calls at once tells nothing of either.
 */
const byArguments = new WeakMap<object, Call>();
const byInput = new WeakMap<object, { readonly call: Call; readonly alone: boolean }>();

/** A context by which the injection of a call without a span finds its call again, behind the application's own middleware. */
export function withCall(active: Context, call: Call): Context {
  return withValue(active, CALL, call);
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
  return callIn(context.active()) ?? byArguments.get(args) ?? callOf(inputOf(args));
}

/** Middleware of the application may send something else while the stack is resolved: ours then share nothing. */
function callMadeWith(handler: unknown): Call | undefined {
  const call = callIn(context.active());
  return call?.resolved?.handler === handler ? call : undefined;
}

/** Notes the call for {@link currentCall}, by the same arguments. */
export function noteCurrentCall(call: Call, args: { readonly input?: unknown }, resolved: Resolved | undefined): void {
  if (resolved !== undefined) {
    resolved.isShared ||= call.operation.kind.client.config.cacheMiddleware === true || resolved.call !== undefined;
    resolved.call = call;
    call.resolved = resolved;
  }
  if (callIn(context.active()) === call) return;
  byArguments.set(args, call);
  const input = inputOf(args);
  if (input === undefined) return;
  const known = byInput.get(input);
  byInput.set(input, { call, alone: known === undefined || known.call.work.over });
}

function callOf(input: object | undefined): Call | undefined {
  const known = input && byInput.get(input);
  return known?.alone === true && !known.call.work.over ? known.call : undefined;
}

function inputOf({ input }: { readonly input?: unknown }): object | undefined {
  return typeof input === 'object' && input !== null ? input : undefined;
}

/** Passes a call on that is none of ours. One that is made inside of another call must not get that one's context. */
export function passOn<A, R>(next: (args: A) => R, args: A): R {
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
