import { type Call, type Resolved, injects } from './call';
import { noteCurrentCall } from './currentCall';
import { safelyOwn } from './safely';
import { withinRoom } from './stackRoom';
import { hideInside } from './suppression';

/** Runs the rest of the middleware stack with the span of the call active. */
export function send<A extends object, R>(
  call: Call,
  next: (args: A) => R,
  args: A,
  resolved: Resolved | undefined,
): R {
  const { suppressInternalInstrumentation } = call.options;
  const active = suppressInternalInstrumentation && call.traced ? hideInside(call.context, call.work) : call.context;
  return injects(call) ? withinRoom(active, sendNoted, { call, next, args, resolved }) : withinRoom(active, next, args);
}

interface Sending<A, R> {
  readonly call: Call;
  readonly next: (args: A) => R;
  readonly args: A;
  readonly resolved: Resolved | undefined;
}

function sendNoted<A extends object, R>({ call, next, args, resolved }: Sending<A, R>): R {
  safelyOwn('noting the call', noteCurrentCall, call, args, resolved);
  return next(args);
}
