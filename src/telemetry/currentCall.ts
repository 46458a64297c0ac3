import { type Context, context, createContextKey } from '@opentelemetry/api';
import type { Call } from './call';
import { safely } from './safely';
import { isObject } from '../values';
import { within } from './within';

const CALL = createContextKey('opentelemetry-instrumentation-sqs call');

/**
 * Where no context manager is registered: by what the middleware is called with, and by the input in it. Middleware of
 * the SDK hands on a copy that has the same input.
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/packages/middleware-sdk-sqs/src/receive-message.ts
 */
const byArguments = new WeakMap<object, Call>();

/** A context by which the injection finds its call again, behind the application's own middleware. */
export function withCall(active: Context, call: Call): Context {
  return active.setValue(CALL, call);
}

/** The call whose middleware stack runs. @param args what the middleware is called with */
export function currentCall(args: object): Call | undefined {
  return callIn(context.active()) ?? byArguments.get(args) ?? byArguments.get(inputOf(args));
}

/** Notes the call where the context does not lead to it. */
export function noteCurrentCall(call: Call, args: object): void {
  if (callIn(context.active()) === call) return;
  byArguments.set(args, call);
  byArguments.set(inputOf(args), call);
}

function inputOf(args: object): object {
  const { input } = args as { input?: unknown };
  return isObject(input) ? input : args;
}

/** Passes a call on that is none of ours. One that is made inside of another call must not get that one's context. */
export function passOn<A, R>(next: (args: A) => R, args: A): R {
  const outside = safely('looking for an outer call', contextOutside);
  return outside === undefined ? next(args) : within(outside, next, args);
}

function contextOutside(): Context | undefined {
  const active = context.active();
  return callIn(active) === undefined ? undefined : active.deleteValue(CALL);
}

function callIn(active: Context): Call | undefined {
  return active.getValue(CALL) as Call | undefined;
}
