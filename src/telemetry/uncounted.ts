import type { EventEmitter } from 'node:events';
import { isObject } from '../values';

type Listeners = object[] & { warned?: boolean };

const emitter: EventEmitter = process;
const uncounted = new Map<string | symbol, Set<object>>();
/** Lists that Node.js is kept from warning of. */
const kept = new WeakSet<Listeners>();

/**
 * Node.js warns of the eleventh listener of an event, on stderr. An application that has ten of its own is not to hear of
 * it because there is one more, which is not its own. There is no public way: the one limit is that of all events.
 * @see https://nodejs.org/api/events.html#emittersetmaxlistenersn
 */
export function leaveUncounted(event: string | symbol, listener: object): void {
  add(event, listener);
  if (emitter.listeners('newListener').includes(makeRoom)) return;
  emitter.on('newListener', makeRoom);
  add('newListener', makeRoom);
}

function add(event: string | symbol, listener: object): void {
  const listeners = uncounted.get(event) ?? new Set();
  uncounted.set(event, listeners.add(listener));
}

/** A listener is about to be added. */
function makeRoom(event: string | symbol, added: object): void {
  const ours = uncounted.get(event);
  if (ours === undefined) return;
  const listeners = listOf(event);
  if (listeners === undefined) return;
  const max = emitter.getMaxListeners();
  const all = listeners.length + 1;
  const own = [...emitter.listeners(event), added].filter((each) => ours.has(each)).length;
  if (all > max && all - own <= max) {
    if (listeners.warned !== true) kept.add(listeners);
    listeners.warned = true;
  } else if (kept.delete(listeners)) {
    listeners.warned = false;
  }
}

/** The list itself, that Node.js marks once it has warned. One listener is in no list. */
function listOf(event: string | symbol): Listeners | undefined {
  const all: unknown = Reflect.get(emitter, '_events');
  const listeners: unknown = isObject(all) ? Reflect.get(all, event) : undefined;
  return Array.isArray(listeners) ? listeners : undefined;
}
