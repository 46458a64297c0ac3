import { type Context, context } from '@opentelemetry/api';
import { isObject } from '../values';
import type { Call, Resolved } from './call';
import { CALL, withValue } from './callContext';
import { safely } from './safely';
import { withinRoom } from './stackRoom';

/** What is in the making: the SDK resolves a stack in one go, from the last middleware to the first. */
let resolving: Making | undefined;

interface Making extends Resolved {
  /** Middleware of the application may send something else while a stack is resolved. */
  outer: Making | undefined;
  readonly depth: number;
}

/** Middleware that throws there leaves one behind. */
const MAX_DEPTH = 16;

/** @param handler the SDK's own context of the resolved command, which all middlewares of it are made with */
export function resolvedWith(handler: unknown): Resolved | undefined {
  return isObject(handler) ? madeWith(handler) : undefined;
}

/**
 * The same for the first of all middlewares: what is made next is another one.
 * @param isShared whether the client keeps what it has resolved, for all calls of a command
 */
export function resolvedFirst(handler: unknown, isShared: boolean): Resolved | undefined {
  if (!isObject(handler)) return undefined;
  const made = madeWith(handler);
  // What was begun after it is done, or was given up.
  resolving = made.outer;
  made.outer = undefined;
  made.isShared = isShared;
  return made;
}

function madeWith(handler: object): Making {
  let made = resolving;
  while (made !== undefined && made.handler !== handler) made = made.outer;
  if (made !== undefined) return made;
  const outer = resolving !== undefined && resolving.depth < MAX_DEPTH ? resolving : undefined;
  return (resolving = {
    handler,
    call: undefined,
    isShared: false,
    overlaps: false,
    outer,
    depth: outer === undefined ? 1 : outer.depth + 1,
  });
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
  // Who runs in the context of another call, and has not been noted, is to get nothing of it.
  if (resolved?.isShared === false) return underWay(resolved.call);
  const known = notedOf(args);
  if (resolved === undefined) return callIn(context.active()) ?? underWay(known?.call);
  if (known !== undefined) return underWay(known.call);
  // A queue of the application may run it in the context of another call: at least of one with the same stack.
  const call = callIn(context.active());
  if (call?.resolved === resolved) return call;
  return resolved.overlaps ? undefined : underWay(resolved.call);
}

function underWay(call: Call | undefined): Call | undefined {
  return call?.work.over === false ? call : undefined;
}

/** Notes the call for {@link currentCall}, by the same arguments. */
export function noteCurrentCall(call: Call, args: { readonly input?: unknown }, resolved: Resolved | undefined): void {
  if (resolved !== undefined) {
    noteAnother(resolved);
    resolved.call = call;
    call.resolved = resolved;
  }
  if (resolved?.isShared === true || callIn(context.active()) !== call) note(args, call);
}

/** Before another call is made with a resolved stack. */
function noteAnother(resolved: Resolved): void {
  const { call: before } = resolved;
  if (before === undefined) return;
  if (!before.work.over) {
    resolved.overlaps = true;
    if (!resolved.isShared) note(before.operation.command, before);
  }
  resolved.isShared = true;
}

/** What is serialized in the place of what the application has given. */
export function noteRequest(call: Call, args: { readonly input?: unknown }): void {
  if (call.resolved?.isShared === true) note(args, call);
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
  return known?.alone === true ? known : undefined;
}

function inputOf({ input }: { readonly input?: unknown }): object | undefined {
  return isObject(input) ? input : undefined;
}

/** Passes a call on that is none of ours. One that is made inside of another call must not get that one's context. */
export function passOn<A extends object, R>(next: (args: A) => R, args: A, resolved: Resolved | undefined): R {
  if (resolved !== undefined) safely('noting a call of nobody', noteNobody, args, resolved);
  const outside = safely('looking for an outer call', contextOutside);
  return outside === undefined ? next(args) : withinRoom(outside, next, args);
}

function noteNobody(args: { readonly input?: unknown }, resolved: Resolved): void {
  noteAnother(resolved);
  if (resolved.isShared) note(args, undefined);
}

function contextOutside(): Context | undefined {
  const active = context.active();
  return callIn(active) === undefined ? undefined : active.deleteValue(CALL);
}

function callIn(active: Context): Call | undefined {
  return active.getValue(CALL) as Call | undefined;
}
