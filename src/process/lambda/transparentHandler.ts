import { types } from 'node:util';
import { shared } from '../../shared';
import { safely, safelyOwn } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import { carryOver } from '../carryOver';
import { type Describe, followInvocation } from './followInvocation';
import type { HandlerOptions } from './handlerOptions';

type Handler = (...args: never) => unknown;

const wrapped = shared('wrapped handlers', () => new WeakSet<object>());

/**
 * Whether a handler is traced already.
 * @public for what wraps handlers as they are loaded, and for its test
 */
export function isWrappedHandler(handler: object): boolean {
  return wrapped.has(handler);
}

/**
 * A handler of a function -> the same handler with tracing. It gives a promise if and only if the handler does, and for
 * the runtime it is the same function: its number of parameters, its kind, its members (by which a handler says that it
 * streams). A handler that is wrapped already comes back.
 */
export function transparentHandler<H extends Handler>(handler: H, options: HandlerOptions, describe: Describe): H {
  if (typeof handler !== 'function' || wrapped.has(handler)) return handler;
  const call = (self: unknown, args: unknown[]): unknown => traceCall(handler, self, args, options, describe);
  // The runtime and others look at what kind of function it is.
  const wrapper = isAsyncHandler(handler)
    ? async function (this: unknown, ...args: unknown[]): Promise<unknown> {
        return call(this, args);
      }
    : function (this: unknown, ...args: unknown[]): unknown {
        return call(this, args);
      };
  wrapped.add(wrapper);
  return carryOver(wrapper, handler) as unknown as H;
}

function traceCall(
  handler: Handler,
  self: unknown,
  args: unknown[],
  options: HandlerOptions,
  describe: Describe,
): unknown {
  const isAsync = isAsyncHandler(handler);
  const following = safely('beginning an invocation', () => followInvocation(args, isAsync, options, describe));
  if (following === undefined) return Reflect.apply(handler, self, args);
  let result: unknown;
  try {
    result = within(following.context, (): unknown => Reflect.apply(handler, self, following.args));
  } catch (error) {
    safely('ending an invocation', () => following.threw(error));
    throw error;
  }
  // Not `safely`, which would say of a promise of the application that rejects that this step did.
  return safelyOwn('following a result', (value) => following.returned(value), result) ?? result;
}

/** Node.js counts an asynchronous generator as an asynchronous function; it gives no promise. */
function isAsyncHandler(handler: Handler): boolean {
  return types.isAsyncFunction(handler) && !types.isGeneratorFunction(handler);
}
