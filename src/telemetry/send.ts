import { type Call, injects } from './call';
import { noteCurrentCall } from './currentCall';
import { safelyOwn } from './safely';
import { withinRoom } from './stackRoom';
import { suppressTracing } from './suppression';

/**
 * Runs the rest of the middleware stack with the span of the call active.
 * @param handler the SDK's context of the resolved command
 */
export function send<A extends object, R>(call: Call, next: (args: A) => R, args: A, handler: unknown): R {
  const { suppressInternalInstrumentation } = call.options;
  const active =
    suppressInternalInstrumentation && call.traced ? suppressTracing(call.context, call.work) : call.context;
  return injects(call) ? withinRoom(active, sendNoted, { call, next, args, handler }) : withinRoom(active, next, args);
}

interface Sending<A, R> {
  readonly call: Call;
  readonly next: (args: A) => R;
  readonly args: A;
  readonly handler: unknown;
}

function sendNoted<A extends object, R>({ call, next, args, handler }: Sending<A, R>): R {
  safelyOwn('noting the call', noteCurrentCall, call, args, handler);
  return next(args);
}
