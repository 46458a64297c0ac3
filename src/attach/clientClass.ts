import { automaticTelemetry } from '../telemetry/active';
import type { Telemetry } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { install } from '../middleware/install';
import { standOn } from '../middleware/stockInstrumentation';
import { shared } from '../shared';
import { type AnyFunction, Patches, isFunction } from './patches';
import { type Members, hasMembers, isObject } from '../values';

const attached = shared('client classes', () => ({
  patches: new Patches(),
  modules: new WeakSet<object>(),
  patching: false,
  any: false,
}));

/**
 * Looks for client classes among a module's exports, by shape and not by name. The base class moved between packages in
 * 2023, 2024 and 2026. Each time, instrumentations that looked for it by name lost all spans.
 *
 * A module without client classes is looked at again. It may have been part of a cycle and not complete.
 * @returns whether it found client classes
 */
export function attachClients(exports: unknown): boolean {
  if (!hasMembers(exports)) return false;
  if (attached.modules.has(exports)) return true;
  const members: unknown[] = Object.values(exports);
  const senders = [exports, ...members].map(senderOf).filter((sender) => sender !== undefined);
  if (!attached.patching || senders.length === 0) return senders.length > 0;
  attached.modules.add(exports);
  attached.any = true;
  for (const sender of senders) attached.patches.replace(sender, 'send', wrapperOf);
  return true;
}

/** Whether client classes were found in a module. */
export function hasClients(exports: unknown): boolean {
  return hasMembers(exports) && attached.modules.has(exports);
}

/** Whether client classes were found in any module. */
export function hasAttached(): boolean {
  return attached.any;
}

/** Patches every class that was found so far and every one that is found later. */
export function patchAll(): void {
  attached.patching = true;
  attached.patches.apply();
}

/** Removes the patch. */
export function unpatchAll(): void {
  attached.patching = false;
  attached.patches.remove();
}

/**
 * The prototype that defines `send` for a client class. It is the farthest one in the chain. A test library may put a
 * stub on `SQSClient.prototype`, and that stub must be neither wrapped nor kept alive.
 */
function senderOf(exported: unknown): Members | undefined {
  if (typeof exported !== 'function') return undefined;
  let sender: Members | undefined;
  for (let level: unknown = exported.prototype; isObject(level); level = Object.getPrototypeOf(level)) {
    if (Object.hasOwn(level, 'send') && Object.hasOwn(level, 'destroy')) sender = level;
  }
  return isFunction(sender?.['send']) ? sender : undefined;
}

/**
 * The wrapper has no marks of shimmer. An instrumentation that finds such marks removes the other's wrapper. Plain
 * functions wrap each other without harm.
 */
function wrapperOf(original: AnyFunction): AnyFunction {
  const send = function (this: unknown, ...args: unknown[]): unknown {
    const telemetry = automaticTelemetry();
    if (telemetry !== undefined) safely('attaching to a client', installOn, this, telemetry);
    return original.apply(this, args);
  };
  standOn(send, original);
  return send;
}

/**
 * Installs the middleware only when a tracer or a meter listens, because even a middleware that does nothing takes
 * time.
 */
function installOn(client: unknown, telemetry: Telemetry): void {
  if (telemetry.listens()) install(client, telemetry);
}
