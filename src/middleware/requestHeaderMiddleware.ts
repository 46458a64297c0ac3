import { hasRequestHeader, setRequestHeader } from '../propagation/requestHeader';
import type { Call, Resolved } from '../telemetry/call';
import { currentCall, resolvedWith } from '../telemetry/currentCall';
import { safely } from '../telemetry/safely';
import { type Members, isObject } from '../values';
import { type Middleware, type MiddlewareStack, entriesOfStack } from './middlewareStack';

/**
 * Adds the trace header to the requests of a client. The SDK adds one of its own inside Lambda, at the end of this step,
 * unless there is one already. What is there before is the application's, and stays; what is there afterwards is the SDK's,
 * which this one replaces. The signature does not cover the header, and all attempts have it.
 *
 * A presigner runs the stack without a call of ours: what it signs is sent later, by somebody else.
 * @see https://github.com/aws/aws-sdk-js-v3/tree/main/packages/middleware-recursion-detection
 */
export function addRequestHeader(stack: MiddlewareStack): void {
  const own = { ...PLACEMENT, name: 'opentelemetrySqsOwnHeader' };
  const ours = { ...PLACEMENT, name: 'opentelemetrySqsHeader' };
  const detects = entriesOfStack(stack).some(({ placement }) => placement.name === RECURSION_DETECTION);
  if (stack.addRelativeTo !== undefined && detects) {
    stack.addRelativeTo(notingMiddleware, { ...own, relation: 'before', toMiddleware: RECURSION_DETECTION });
    stack.addRelativeTo(headerMiddleware, { ...ours, relation: 'after', toMiddleware: RECURSION_DETECTION });
  } else {
    stack.add(notingMiddleware, { ...own, step: 'build', priority: 'low' });
    stack.add(headerMiddleware, { ...ours, step: 'build', priority: 'low' });
  }
}

const RECURSION_DETECTION = 'recursionDetectionMiddleware';
const PLACEMENT = { tags: ['TRACING'], before: [], after: [], override: true } as const;

const notingMiddleware: Middleware = (next, context) => {
  const resolved = resolvedWith(context);
  return (args) => {
    safely('looking for a trace header', note, args, resolved);
    return next(args);
  };
};

const headerMiddleware: Middleware = (next, context) => {
  const resolved = resolvedWith(context);
  return (args) => {
    safely('setting the trace header', setHeader, args, resolved);
    return next(args);
  };
};

function note(args: object, resolved: Resolved | undefined): void {
  const call = callWithHeader(args, resolved);
  const headers = headersOf(args);
  if (call !== undefined && headers !== undefined) call.ownRequestHeader = hasRequestHeader(headers);
}

function setHeader(args: object, resolved: Resolved | undefined): void {
  const call = callWithHeader(args, resolved);
  const headers = headersOf(args);
  if (call !== undefined && headers !== undefined && !call.ownRequestHeader) setRequestHeader(headers, call.context);
}

function callWithHeader(args: object, resolved: Resolved | undefined): Call | undefined {
  const call = currentCall(args, resolved);
  return call?.traced === true && call.options.xrayRequestHeader ? call : undefined;
}

function headersOf(args: object): Members | undefined {
  const { request } = args as { readonly request?: unknown };
  const headers = isObject(request) ? request['headers'] : undefined;
  return isObject(headers) ? headers : undefined;
}
