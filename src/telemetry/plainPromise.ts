import { types } from 'node:util';

/** What Node.js itself keeps on promises while an `AsyncLocalStorage` is in use. */
export const NODES_OWN = /^(?:async_id_symbol|trigger_async_id_symbol|kResourceStore|destroyed)$/;

/** Whether it is a promise with nothing more to it, of any realm: one that is derived from it can take its place. */
export function isPlainPromise(value: unknown): value is Promise<unknown> {
  return (
    types.isPromise(value) &&
    Object.getPrototypeOf(value) === rootPrototype(value) &&
    Reflect.ownKeys(value).every(isNodesOwn)
  );
}

/** Node.js has the same few symbols for all promises. */
const known = new Set<PropertyKey>();
const MAX_KNOWN = 16;

function isNodesOwn(key: PropertyKey): boolean {
  if (known.has(key)) return true;
  if (typeof key !== 'symbol' || !NODES_OWN.test(key.description ?? '')) return false;
  if (known.size < MAX_KNOWN) known.add(key);
  return true;
}

/** The `Promise.prototype` of a promise's realm, which need not be this one (Jest, `node:vm`). */
export function rootPrototype(promise: object): Record<string, unknown> | undefined {
  let level: unknown = Object.getPrototypeOf(promise);
  while (typeof level === 'object' && level !== null) {
    const above: unknown = Object.getPrototypeOf(level);
    if (above === null || Object.getPrototypeOf(above) === null) return level as Record<string, unknown>;
    level = above;
  }
  return undefined;
}
