import { automaticTelemetry } from '../telemetry/active';
import type { Telemetry } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { install } from '../middleware/install';
import { shared } from '../shared';
import { type AnyFunction, Patches, isFunction } from './patches';
import { type Members, isObject } from '../values';

const attached = shared('client classes', () => ({
  patches: new Patches(),
  modules: new WeakSet<object>(),
  patching: false,
}));

/**
 * Looks for client classes among a module's exports, by shape and not by name: the base class moved between packages in
 * 2023, 2024 and 2026, and each time instrumentations that knew its address fell silent.
 *
 * A module without any is looked at again: it may have been in a cycle, and not have been complete.
 * @returns whether there are some
 */
export function attachClients(exports: unknown): boolean {
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return false;
  if (attached.modules.has(exports)) return true;
  const members: unknown[] = Object.values(exports);
  const senders = [exports, ...members].map(senderOf).filter((sender) => sender !== undefined);
  if (!attached.patching || senders.length === 0) return senders.length > 0;
  attached.modules.add(exports);
  for (const sender of senders) attached.patches.replace(sender, 'send', wrapperOf);
  return true;
}

/** Whether client classes were found in a module. */
export function hasClients(exports: unknown): boolean {
  return typeof exports === 'object' && exports !== null && attached.modules.has(exports);
}

/** Puts the patch back on every class seen so far, and on those to come. */
export function patchAll(): void {
  attached.patching = true;
  attached.patches.apply();
}

/** Takes the patch off. */
export function unpatchAll(): void {
  attached.patching = false;
  attached.patches.remove();
}

/**
 * The prototype that defines `send` for a client class. The farthest one, so that a stub which a test library puts on
 * `SQSClient.prototype` is neither wrapped nor kept alive.
 */
function senderOf(exported: unknown): Members | undefined {
  if (typeof exported !== 'function') return undefined;
  let sender: object | undefined;
  let level: unknown = exported.prototype;
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    if (Object.hasOwn(level, 'send') && Object.hasOwn(level, 'destroy')) sender = level;
    level = Object.getPrototypeOf(level);
  }
  return isObject(sender) && isFunction(sender['send']) ? sender : undefined;
}

/**
 * Deliberately without shimmer's marks: an instrumentation that finds them takes the other's wrapper off, while plain
 * functions stack.
 */
function wrapperOf(original: AnyFunction): AnyFunction {
  return function send(this: unknown, ...args: unknown[]): unknown {
    const telemetry = automaticTelemetry();
    if (telemetry !== undefined) safely('attaching to a client', installOn, this, telemetry);
    return original.apply(this, args);
  };
}

/** Even a middleware that does nothing has its price, which a client pays only once somebody listens. */
function installOn(client: unknown, telemetry: Telemetry): void {
  if (telemetry.listens()) install(client, telemetry);
}
