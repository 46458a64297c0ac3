import { swallow } from '../diagnostics/swallow';
import { type HandlerContext, describeOperation } from '../operation/describeOperation';
import { describeAnswer, describeError, describeResult, undescribedError } from '../operation/describeOutcome';
import type { Outcome } from '../operation/operation';
import { recordable } from '../operation/recordable';
import { type Call, type Resolved, end } from '../telemetry/call';
import { passOn, resolvedFirst } from '../telemetry/currentCall';
import { enrich } from '../telemetry/enrich';
import { withExpectation } from '../telemetry/expectedErrors';
import { awaitedByHook, runRequestHook } from '../telemetry/hooks';
import { safely, safelyOwn } from '../telemetry/safely';
import { send } from '../telemetry/send';
import { start } from '../telemetry/start';
import { IGNORED, sendIgnored } from '../telemetry/suppression';
import type { Listeners, Telemetry } from '../telemetry/telemetry';
import type { Installation } from './installation';
import type { Members } from '../values';
import type { Middleware } from './middlewareStack';

/**
 * How the SDK names and places the middleware. First of all steps: one span for a call and all of its retries.
 *
 * For every call the SDK spreads these options and adds `before` and `after`. In the V8 of Node.js 20 an addition to a
 * spread costs microseconds, a replacement nothing, so that they are here already.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/middleware-stack/src/MiddlewareStack.ts
 */
export const TELEMETRY_OPTIONS = {
  name: 'opentelemetrySqsMiddleware',
  step: 'initialize',
  priority: 'high',
  tags: ['TRACING'],
  before: [],
  after: [],
  // An application may put the middleware of one client into the stack of another: that is an error for two of one name.
  override: true,
} as const;

/** SDK call -> describe -> start -> inject (behind the application's own middleware) -> send -> enrich -> end. */
export function telemetryMiddleware(installation: Installation): Middleware {
  return (next, context) => {
    const resolved = resolvedFirst(context, installation.client.config.cacheMiddleware === true);
    return (args) => {
      const telemetry = installation.telemetry();
      const listeners = telemetry && safelyOwn('looking for listeners', listenersOf, telemetry);
      if (
        telemetry === undefined ||
        listeners === undefined ||
        safelyOwn('looking at the command', isSent, args) !== true
      )
        return passOn(next, args, resolved);
      const operation = safelyOwn('describing the call', describeOperation, installation.client, context, args);
      const call = operation && safelyOwn('starting the call', start, telemetry, listeners, operation);
      if (call === undefined || call === IGNORED) {
        const passed = passOn(
          call === IGNORED ? (ignored: object) => sendIgnored(next, ignored) : next,
          args,
          resolved,
        );
        // Nothing is recorded of the call. A span around it may record its error nevertheless.
        if (operation !== undefined)
          swallow(passed, (error) => safely('describing the error', recordable, operation, error));
        return passed;
      }

      const succeeded = (result: unknown): unknown => {
        finish(call, safelyOwn('describing the result', outcomeOf, call, context, result) ?? UNKNOWN_OUTCOME);
        // The messages are handled as soon as they are there.
        return call.poll === undefined ? result : call.poll.found.then(() => result);
      };
      const failed = (error: unknown): never => {
        const described = safely('describing the error', describeError, call.operation, context, error);
        finish(call, withExpectation(call, described ?? undescribedError(error)));
        throw error;
      };
      try {
        const awaited = awaitedByHook(call);
        const sent =
          awaited === undefined
            ? sendHooked(call, next, args, resolved)
            : awaited.then(() => sendHooked(call, next, args, resolved));
        return sent.then(succeeded, failed);
      } catch (error) {
        return failed(error);
      }
    };
  };
}

// None of the functions of a call is made anew for each call unless it has to be.
function sendHooked<A extends object>(
  call: Call,
  next: (args: A) => Promise<unknown>,
  args: A,
  resolved: Resolved | undefined,
): Promise<unknown> {
  if (call.options.requestHook === undefined) return send(call, next, args, resolved);
  return send(call, next, safely('running the request hook', runRequestHook, call, args) ?? args, resolved);
}

function finish(call: Call, outcome: Outcome): void {
  safelyOwn('enriching the span', enrich, call, outcome);
  safelyOwn('ending the call', end, call, outcome);
}

/** Of a call whose answer could not be described. */
const UNKNOWN_OUTCOME: Outcome = Object.freeze({ output: Object.freeze({}) });

function listenersOf(telemetry: Telemetry): Listeners | undefined {
  return telemetry.listeners();
}

/**
 * A presigner runs the stack with a bare `{ input }` and stops before anything is sent; the SDK itself passes the
 * command. No other middleware has changed what it passes: this one is the first.
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/packages/s3-request-presigner/src/getSignedUrl.ts
 */
function isSent(args: object): boolean {
  // Read, as the SDK reads it: a proxy of a command may answer `in` in a way of its own.
  return (args as Members)['middlewareStack'] !== undefined;
}

function outcomeOf({ operation, observed }: Call, context: HandlerContext, result: unknown): Outcome {
  return observed ? describeResult(operation, context, result) : describeAnswer(result);
}
