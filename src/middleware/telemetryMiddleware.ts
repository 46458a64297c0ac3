import { type HandlerContext, describeOperation } from '../operation/describeOperation';
import { describeAnswer, describeError, describeResult } from '../operation/describeOutcome';
import type { Operation, Outcome } from '../operation/operation';
import type { Call } from '../telemetry/call';
import type { MeasuredCall } from '../telemetry/measurement';
import type { Instrumenter } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { IGNORED, sendIgnored } from '../telemetry/suppression';
import type { Installation } from './install';

/** The part of the SDK's types that is used here, so that none of its packages is needed. */
export type Handler = (args: object) => Promise<unknown>;
export type Middleware = (next: Handler, context: HandlerContext) => Handler;

/**
 * How the SDK names and places the middleware. First of all steps: one span for a call and all of its retries.
 *
 * For every call the SDK spreads these options and adds `before` and `after`. In the V8 of Node.js 20 an addition to a
 * spread costs microseconds, a replacement nothing, so that they are here already.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/middleware-stack/src/MiddlewareStack.ts
 */
export const telemetryMiddlewareOptions = {
  name: 'opentelemetrySqsMiddleware',
  step: 'initialize',
  priority: 'high',
  tags: ['TRACING'],
  before: [],
  after: [],
} as const;

/** SDK call -> describe -> start -> inject -> send -> enrich -> end. */
export function telemetryMiddleware(installation: Installation): Middleware {
  return (next, context) => (args) => {
    const instrumenter = installation.instrumenter();
    if (instrumenter === undefined || !isSent(args)) return next(args);
    if (safely('looking for listeners', listens, instrumenter) !== true) return next(args);
    const operation = safely('describing the call', describeOperation, installation.client, context, args);
    const call = operation && safely('starting the call', start, instrumenter, operation);
    if (operation === undefined || call === undefined) return next(args);
    if (call === IGNORED) return sendIgnored(next, args);

    const request = safely('preparing the request', inject, call, args) ?? args;
    const describe = call.tells ? describeResult : describeAnswer;
    const succeeded = (result: unknown): unknown => {
      end(call, safely('describing the result', describe, operation, context, result));
      return result;
    };
    const failed = (error: unknown): never => {
      end(call, safely('describing the error', describeError, operation, context, error), error);
      throw error;
    };
    try {
      return call.send(next, request).then(succeeded, failed);
    } catch (error) {
      return failed(error);
    }
  };
}

/**
 * A presigner runs the stack with a bare `{ input }` and stops before anything is sent; the SDK itself passes the
 * command.
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/packages/s3-request-presigner/src/getSignedUrl.ts
 */
function isSent(args: object): boolean {
  return 'middlewareStack' in args;
}

/** Traced and measured, or measured only. */
type StartedCall = Call | MeasuredCall;

function listens(instrumenter: Instrumenter): boolean {
  return instrumenter.listens();
}

function start(instrumenter: Instrumenter, operation: Operation): StartedCall | typeof IGNORED | undefined {
  operation.kind.client.learn();
  return instrumenter.start(operation);
}

function inject(call: StartedCall, args: object): object {
  return call.inject(args);
}

function end(call: StartedCall, outcome: Outcome | undefined, error?: unknown): void {
  safely('ending the call', endCall, call, outcome ?? { output: error === undefined ? {} : undefined, error });
}

function endCall(call: StartedCall, outcome: Outcome): void {
  call.end(outcome);
}
