import Module from 'node:module';
import { shared } from '../shared';

/**
 * Called with every module that belongs to the AWS SDK, when it is required or imported.
 * @returns what `require` gives in place of the exports, if anything
 */
export type ModuleListener = (exports: unknown, path: string) => object | undefined;

/** The part of Node.js's CommonJS loader that every tool of this kind builds on, and that its types leave out. */
interface CommonJsLoader {
  _load(...args: LoadArguments): unknown;
  _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
}

/** Node.js adds arguments of its own, which differ between releases. */
type LoadArguments = [request: string, parent: { filename?: string } | undefined, isMain: boolean, ...rest: unknown[]];

// The one place that needs the loader's undocumented half.
const loader = Module as unknown as CommonJsLoader;

const SDK = /[\\/]?@(?:aws-sdk|smithy)[\\/]/;

const hook = shared('the hook of the loader', (): { listener: ModuleListener | undefined } => ({
  listener: undefined,
}));

/**
 * Listens to the CommonJS loader. `require` and an ES module's `import` of a CommonJS package both come through
 * `Module._load`; the `require` that `require-in-the-middle` patches sees the former only, and knows modules by a list
 * of names, to which a client of tomorrow does not belong.
 */
export function listenToModules(onModule: ModuleListener): void {
  const installed = hook.listener !== undefined;
  hook.listener = onModule;
  if (installed) return;
  const load = Reflect.get(loader, '_load');
  loader._load = function (this: unknown, ...args: LoadArguments) {
    const exports = Reflect.apply(load, this, args);
    const [request, parent] = args;
    const ofSdk = hook.listener !== undefined && isOfSdk(request, parent?.filename);
    return (ofSdk ? hook.listener?.(exports, request) : undefined) ?? exports;
  };
}

/**
 * Calls `onModule` with the modules of the AWS SDK that are loaded already. What an ES module imports is in the cache
 * before it runs, and comes by `_load` later.
 */
export function forEachLoadedModule(onModule: (exports: unknown, path: string) => void): void {
  for (const [path, module] of Object.entries(loader._cache)) {
    if (module?.loaded === true && SDK.test(path)) onModule(module.exports, path);
  }
}

/** Whether a module is not complete yet: in a cycle, it is handed out as far as it has come. */
export function isLoading(exports: unknown): boolean {
  return Object.values(loader._cache).some((module) => module?.exports === exports && !module?.loaded);
}

/** A module of the SDK, or one that the SDK requires: whichever package holds its base class is one of those. */
function isOfSdk(request: string, parent: string | undefined): boolean {
  return SDK.test(request) || (parent !== undefined && SDK.test(parent) && !Module.isBuiltin(request));
}
