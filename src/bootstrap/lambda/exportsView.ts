import { isFunction } from '../../attach/patches';
import type { Members } from '../../values';

type Replace = (value: (...args: unknown[]) => unknown) => unknown;

/**
 * A module's exports in which one function is replaced. Everything else is read from the exports themselves, at any
 * time: they may be frozen, getters that cannot be redefined (as a bundler writes them), or the namespace of an ES
 * module. The exports stay as they are, for the modules of the function that load them, too.
 * @param path where the function is: `['sub', 'handler']`
 */
export function exportsView(exports: unknown, [name, ...rest]: readonly string[], replace: Replace): unknown {
  if (!isHolder(exports) || name === undefined || !(name in exports)) return exports;
  const descriptors: PropertyDescriptorMap = {};
  for (const key of new Set([...Reflect.ownKeys(exports), name])) {
    descriptors[key as string] = {
      get: () => exports[key as string],
      set: (value: unknown) => void (exports[key as string] = value),
      enumerable: Object.prototype.propertyIsEnumerable.call(exports, key),
      configurable: true,
    };
  }
  const read = rest.length === 0 ? (value: unknown) => replaced(value, replace) : viewer(rest, replace);
  descriptors[name] = { ...descriptors[name], get: () => read(exports[name]) };
  return Object.defineProperties(emptyView(exports), descriptors);
}

/** The runtime of Node.js 24 finds no handler in a function, and the others do: a view is what the exports are. */
function emptyView(exports: Members): object {
  if (!isFunction(exports)) return Object.create(exports) as object;
  // With a prototype of its own, it could not show that of a class.
  const view = (...args: unknown[]): unknown => Reflect.apply(exports, undefined, args);
  Object.setPrototypeOf(view, exports);
  return view;
}

/** What is read twice is the same twice. */
function viewer(path: readonly string[], replace: Replace): (value: unknown) => unknown {
  const views = new WeakMap<object, unknown>();
  return (value) => {
    if (!isHolder(value)) return value;
    if (!views.has(value)) views.set(value, exportsView(value, path, replace));
    return views.get(value);
  };
}

function replaced(value: unknown, replace: Replace): unknown {
  return isFunction(value) ? replace(value) : value;
}

function isHolder(value: unknown): value is Members {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
