import { channel } from 'node:diagnostics_channel';
import { type ClientConfig, ClientProfile } from '../operation/client';
import { log, safely } from '../telemetry/safely';
import type { Telemetry } from '../telemetry/telemetry';
import { shared } from '../shared';
import { type Members, isObject } from '../values';
import { CLIENTS } from './clientsChannel';
import { HOST_OPTIONS, hostMiddleware } from './hostMiddleware';
import { injectionMiddleware } from './injectionMiddleware';
import { Installation, type Origin } from './installation';
import { type Entry, type MiddlewareStack, addFirst, entriesOfStack, isMiddlewareStack } from './middlewareStack';
import { addRequestHeader } from './requestHeaderMiddleware';
import { standsOnStock } from './stockInstrumentation';
import { keepStockOut, mayBeOfStock } from './stockStack';
import { TELEMETRY_OPTIONS, telemetryMiddleware } from './telemetryMiddleware';

const clients = channel(CLIENTS);
const installed = shared('whether a client has the middleware', () => ({ any: false }));

/** Whether any client of this process has ever got the middleware. */
export function hasInstalled(): boolean {
  return installed.any;
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
  if (!isMiddlewareStack(stack) || !isObject(stack)) return false;
  let installation = installations.get(stack);
  if (installation === undefined) {
    installation = new Installation(
      new ClientProfile((isObject(config) ? config : {}) satisfies ClientConfig, client['constructor']),
    );
    installation.onStock = safely('looking for the stock instrumentation', standsOnStock, client['send']) ?? false;
    installations.set(stack, installation);
    installed.any = true;
    if (clients.hasSubscribers) clients.publish({});
    addMiddleware(stack, installation);
    forgetHandlers(client);
    installation.client.learn();
  }
  installation.assign(telemetry, origin);
  // Options may change while the client lives.
  if (telemetry.options.xrayRequestHeader && !installation.hasRequestHeader) {
    installation.hasRequestHeader = true;
    addRequestHeader(stack);
    forgetHandlers(client);
  }
  if (mayBeOfStock(stack, installation.onStock)) safely('keeping the stock one out', keepOut, stack, installation);
  return true;
}

function keepOut(stack: MiddlewareStack & Members, installation: Installation): void {
  keepStockOut(stack, installation.onStock, () => installation.telemetry()?.tracer() !== undefined);
}

function addMiddleware(stack: MiddlewareStack, installation: Installation): void {
  const entries = entriesOfStack(stack);
  if (entries.some(({ placement }) => placement.name === TELEMETRY_OPTIONS.name)) {
    log.debug('the middleware of another copy of this package is there already, and one span is enough');
    return;
  }
  addFirst(stack, telemetryMiddleware(installation), TELEMETRY_OPTIONS, entries);
  if (installation.client.takesContext()) addLast(stack, entries);
  if (installation.client.hasSeveralHosts()) stack.add(hostMiddleware, HOST_OPTIONS);
}

/** See {@link TELEMETRY_OPTIONS}. */
const INJECTION = {
  name: 'opentelemetrySqsInjection',
  tags: ['TRACING'],
  before: [],
  after: [],
  override: true,
} as const;

const ENDPOINT = 'endpointV2Middleware';
const SERIALIZER = 'serializerMiddleware';

/**
 * Adds the injection directly before the serializer. The SDK resolves the endpoint there, and what is added after that
 * comes behind everything else that stands before the serializer, also on a command.
 *
 * A stack does not resolve if a middleware is placed beside one that is not there: only one that the client has, or that
 * another middleware of the client is placed beside, is sure to be there. Without any, a step has to do.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/middleware-endpoint/src/getEndpointPlugin.ts
 */
function addLast(stack: MiddlewareStack, entries: readonly Entry[]): void {
  const isSure = (name: string): boolean =>
    entries.some(({ placement }) => placement.name === name || placement.toMiddleware === name);
  if (stack.addRelativeTo !== undefined && isSure(ENDPOINT)) {
    addFirst(stack, injectionMiddleware, { ...INJECTION, relation: 'after', toMiddleware: ENDPOINT }, entries);
  } else if (stack.addRelativeTo !== undefined && isSure(SERIALIZER)) {
    stack.addRelativeTo(injectionMiddleware, { ...INJECTION, relation: 'before', toMiddleware: SERIALIZER });
  } else {
    // Releases of 2023 have the serializer on each command, behind all that a client has of the same priority.
    stack.add(injectionMiddleware, { ...INJECTION, step: 'serialize', priority: 'normal' });
  }
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
