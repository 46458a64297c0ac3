import { ClientProfile, type ClientConfig } from '../operation/client';
import type { Telemetry } from '../telemetry/telemetry';
import { log } from '../telemetry/safely';
import { shared } from '../shared';
import { Installation, type Origin } from './installation';
import { type Middleware, telemetryMiddleware, telemetryMiddlewareOptions } from './telemetryMiddleware';
import { type Members, isObject } from '../values';

/** The public seam of an SDK client. */
interface MiddlewareStack {
  add(middleware: Middleware, options: typeof telemetryMiddlewareOptions): void;
}

/** By stack and not by client: a `DynamoDBDocumentClient` has its parent's. */
const installations = shared('installations', () => new WeakMap<object, Installation>());

/**
 * Installs the middleware on a client, once, however often and in whatever way this is asked for.
 * @returns false if this is no client with a middleware stack
 */
export function install(client: unknown, telemetry: Telemetry, origin: Origin = 'automatic'): boolean {
  if (!isObject(client)) return false;
  const { middlewareStack: stack, config } = client;
  if (!isMiddlewareStack(stack)) return false;
  let installation = installations.get(stack);
  if (installation === undefined) {
    installation = new Installation(new ClientProfile((isObject(config) ? config : {}) satisfies ClientConfig));
    installations.set(stack, installation);
    try {
      stack.add(telemetryMiddleware(installation), telemetryMiddlewareOptions);
    } catch (error) {
      // The name is taken: another copy of this package was here first, and one span is enough.
      log.debug('the middleware is already there', error);
    }
    forgetHandlers(client);
    installation.client.learn();
  }
  installation.assign(telemetry, origin);
  return true;
}

/** Who traces the calls of a client; undefined if nobody does. */
export function telemetryOn(client: object): Telemetry | undefined {
  const { middlewareStack: stack } = client as Members;
  return isObject(stack) ? installations.get(stack)?.telemetry() : undefined;
}

/**
 * With `cacheMiddleware`, a client that was used before has handlers that were made without us, and does not make them
 * again. The SDK drops them likewise, for every `send` that has options.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/smithy-client/src/client.ts
 */
function forgetHandlers(client: Members): void {
  if (client['handlers'] instanceof WeakMap) Reflect.deleteProperty(client, 'handlers');
}

function isMiddlewareStack(value: unknown): value is object & MiddlewareStack {
  return isObject(value) && typeof value['add'] === 'function';
}
