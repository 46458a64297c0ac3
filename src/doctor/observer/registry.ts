import { type Members, isObject, membersOf, text } from '../../values';
import type { Observation } from './observation';

/**
 * Where the API keeps what an SDK registers. It is read as it is: to load the API here would add a copy to the process.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
const GLOBALS = Symbol.for('opentelemetry.js.api.1');

const world = globalThis as { [GLOBALS]?: unknown };

function globals(): Members {
  return membersOf(world[GLOBALS]);
}

/** The provider behind the API's proxy. A proxy without one has a provider that does nothing. */
export function registeredProvider(): object | undefined {
  const { trace } = globals();
  if (!isObject(trace)) return undefined;
  const { getDelegate } = trace;
  const delegate: unknown = typeof getDelegate === 'function' ? Reflect.apply(getDelegate, trace, []) : trace;
  return isObject(delegate) && typeof delegate['forceFlush'] === 'function' ? delegate : undefined;
}

/**
 * Calls `look` at once when a provider is registered: the first spans may end within the same millisecond. An accessor
 * waits where the API puts its proxy, and a property of the proxy where it puts the provider.
 */
export function onRegistration(look: () => void): void {
  const onApi = (api: unknown): void => {
    if (isObject(api) && Object.isExtensible(api)) intercept(api, 'trace', onProxy);
  };
  const onProxy = (proxy: unknown): void => {
    if (!isObject(proxy) || typeof proxy['setDelegate'] !== 'function') return;
    const set = proxy['setDelegate'] as (...args: unknown[]) => unknown;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(set, this, args);
      look();
      return result;
    };
    Object.defineProperty(proxy, 'setDelegate', { value, configurable: true, enumerable: false, writable: true });
  };
  if (world[GLOBALS] === undefined) intercept(world, GLOBALS, onApi);
  else onApi(world[GLOBALS]);
}

/** What is registered beside the provider. */
export function registered(): Observation['registered'] {
  const { version, metrics, context, propagation } = globals();
  return {
    api: text(version),
    traces: registeredProvider() !== undefined,
    metrics: isObject(metrics),
    contextManager: isObject(context),
    fields: fieldsOf(propagation),
  };
}

/** Becomes a plain property when it is set. */
function intercept(holder: object, name: PropertyKey, onValue: (value: unknown) => void): void {
  if (Object.hasOwn(holder, name)) return;
  Object.defineProperty(holder, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set: (value: unknown) => {
      Object.defineProperty(holder, name, { value, configurable: true, enumerable: true, writable: true });
      onValue(value);
    },
  });
}

function fieldsOf(propagation: unknown): string[] | undefined {
  if (!isObject(propagation) || typeof propagation['fields'] !== 'function') return undefined;
  const fields: unknown = (propagation['fields'] as () => unknown)();
  return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
}
