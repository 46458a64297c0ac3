import { automaticInstrumenter } from '../instrumenter/active';
import type { Instrumenter } from '../instrumenter/instrumenter';
import { safely } from '../instrumenter/safely';
import { install } from '../middleware/install';

/** A prototype with a `send` of its own: that of the SDK's base class, wherever this release keeps it. */
interface Sender {
  send: (...args: unknown[]) => unknown;
}

interface Patch {
  readonly original: Sender['send'];
  readonly wrapper: Sender['send'];
}

const patches = new Map<Sender, Patch>();
const withClients = new WeakSet<object>();
let patching = false;

/**
 * Looks for client classes among a module's exports, by shape and not by name: the base class moved between packages in
 * 2023, 2024 and 2026, and each time instrumentations that knew its address fell silent.
 *
 * A module without any is looked at again: it may have been in a cycle, and not have been complete.
 * @returns whether there are some
 */
export function attachClients(exports: unknown): boolean {
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return false;
  if (withClients.has(exports)) return true;
  const members: unknown[] = Object.values(exports);
  for (const exported of [exports, ...members]) {
    const sender = senderOf(exported);
    if (sender === undefined) continue;
    withClients.add(exports);
    patch(sender);
  }
  return withClients.has(exports);
}

/** Puts the patch back on every class seen so far, and on those to come. */
export function patchAll(): void {
  patching = true;
  for (const sender of patches.keys()) apply(sender);
}

/** Takes the patch off. Where somebody else has wrapped `send` since, ours stays below and does nothing. */
export function unpatchAll(): void {
  patching = false;
  for (const [sender, { original, wrapper }] of patches) {
    if (sender.send === wrapper) define(sender, original);
  }
}

/**
 * The prototype that defines `send` for a client class. The farthest one, so that a stub which a test library puts on
 * `SQSClient.prototype` is neither wrapped nor kept alive.
 */
function senderOf(exported: unknown): Sender | undefined {
  if (typeof exported !== 'function') return undefined;
  let sender: object | undefined;
  let level: unknown = exported.prototype;
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    if (Object.hasOwn(level, 'send') && Object.hasOwn(level, 'destroy')) sender = level;
    level = Object.getPrototypeOf(level);
  }
  return isSender(sender) ? sender : undefined;
}

function isSender(value: object | undefined): value is Sender {
  return value !== undefined && typeof (value as { send?: unknown }).send === 'function';
}

function patch(sender: Sender): void {
  if (!patches.has(sender)) {
    const original = sender.send;
    patches.set(sender, { original, wrapper: wrapperOf(original) });
  }
  if (patching) apply(sender);
}

function apply(sender: Sender): void {
  const known = patches.get(sender);
  if (known !== undefined && sender.send === known.original) define(sender, known.wrapper);
}

/**
 * Deliberately without shimmer's marks: an instrumentation that finds them takes the other's wrapper off, while plain
 * functions stack.
 */
function wrapperOf(original: Sender['send']): Sender['send'] {
  return function send(this: unknown, ...args: unknown[]): unknown {
    const instrumenter = automaticInstrumenter();
    if (instrumenter !== undefined) safely('attaching to a client', installOn, this, instrumenter);
    return original.apply(this, args);
  };
}

function installOn(client: unknown, instrumenter: Instrumenter): void {
  install(client, instrumenter);
}

/** As a class defines its methods. */
function define(sender: Sender, send: Sender['send']): void {
  Object.defineProperty(sender, 'send', { value: send, writable: true, configurable: true, enumerable: false });
}
