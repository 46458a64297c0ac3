import { currentCall, resolvedWith } from '../telemetry/currentCall';
import { inject } from '../telemetry/inject';
import { safelyOwn } from '../telemetry/safely';
import type { Middleware } from './middlewareStack';

/**
 * Puts the trace context into a request at the last moment before it is serialized. What the application's own
 * middleware adds is then there already, and counts: SQS rejects a message with an eleventh attribute.
 */
export const injectionMiddleware: Middleware = (next, context) => {
  const resolved = resolvedWith(context);
  return (args) => {
    const call = safelyOwn('looking for the call', currentCall, args, resolved);
    return next((call && safelyOwn('injecting', inject, call, args)) ?? args);
  };
};
