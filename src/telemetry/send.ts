import { context } from '@opentelemetry/api';
import { type Call, injects } from './call';
import { noteCurrentCall } from './currentCall';
import { suppressTracing } from './suppression';

/** Runs the rest of the middleware stack with the span of the call active. */
export function send<A extends object, R>(call: Call, next: (args: A) => R, args: A): R {
  const { suppressInternalInstrumentation } = call.options;
  const active = suppressInternalInstrumentation && call.traced ? suppressTracing(call.context) : call.context;
  if (!injects(call)) return context.with(active, next, undefined, args);
  return context.with(active, () => {
    noteCurrentCall(call, args);
    return next(args);
  });
}
