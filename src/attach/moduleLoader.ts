import Module from 'node:module';
import { shared } from '../shared';
import { PACKAGE_NAME } from '../version';
import { isConsumerModule } from './consumerClass';
import { alike } from './patches';

/**
 * Called with every module of the AWS SDK and of sqs-consumer, when it is required or imported.
 * @returns what `require` gives in place of the exports, if anything
 */
export type ModuleListener = (exports: unknown, path: string) => object | undefined;

/** The part of Node.js's CommonJS loader that every tool of this kind uses. The types of Node.js do not contain it. */
interface CommonJsLoader {
  _load(...args: LoadArguments): unknown;
  _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
}

/** Node.js adds arguments of its own, which differ between releases. */
type LoadArguments = [request: string, parent: { filename?: string } | undefined, isMain: boolean, ...rest: unknown[]];

// This is the only place that uses the undocumented part of the loader.
const loader = Module as unknown as CommonJsLoader;

/**
 * Some hosts show a `require` that throws as soon as an instrumentation looks at it; Vitest's `vmThreads` do.
 * @throws Error with the way out
 */
export function assertHookable(): void {
  try {
    void Module.prototype.require;
  } catch (error) {
    throw new Error(
      `${PACKAGE_NAME} cannot hook into the modules of this host, and neither can other instrumentations. Leave them ` +
        'out, pass each client to instrumentClient(client), and wrap handlers with wrapMessageHandler',
      { cause: error },
    );
  }
}

/** The exports of a CommonJS module that is loaded. */
export function loadedModule(path: string): unknown {
  return loader._cache[path]?.exports;
}

/** A package as it is asked for, or a file of one. What others have for the SDK may lie in a folder of that name. */
const SDK = /(?:^|[\\/]node_modules[\\/])@(?:aws-sdk|smithy)[\\/]/;

interface Hook {
  listener: ModuleListener | undefined;
  /** What `require` gives in place of the exports of a file, by the request. */
  readonly views: Map<string, (exports: unknown) => unknown>;
  installed: boolean;
}

const hook = shared('the hook of the loader', (): Hook => ({
  listener: undefined,
  views: new Map(),
  installed: false,
}));

/**
 * Listens to the CommonJS loader. `require` and an ES module's `import` of a CommonJS package both pass through
 * `Module._load`. The `require` that `require-in-the-middle` patches sees only the first kind. It also needs a list of
 * module names, and a future client is not on that list.
 */
export function listenToModules(onModule: ModuleListener): void {
  hook.listener = onModule;
  install();
}

/**
 * Has `require` give something else in place of a file's exports, to those who ask for exactly this path. The module
 * itself stays as it is, for all others.
 */
export function viewRequests(requests: readonly string[], view: (exports: unknown) => unknown): void {
  for (const request of requests) hook.views.set(request, view);
  install();
}

function install(): void {
  if (hook.installed) return;
  hook.installed = true;
  const load = Reflect.get<CommonJsLoader, '_load'>(loader, '_load');
  const ourLoad = function (this: unknown, ...args: LoadArguments): unknown {
    const exports = Reflect.apply(load, this, args);
    const [request, parent] = args;
    const view = hook.views.size === 0 ? undefined : hook.views.get(request);
    if (view !== undefined) return view(exports);
    const named = hook.listener !== undefined && isNamed(request, parent?.filename);
    return (named ? hook.listener?.(exports, request) : undefined) ?? exports;
  };
  loader._load = alike(ourLoad, load);
}

/**
 * Calls `onModule` with the modules of the AWS SDK that are already loaded. What an ES module imports is in the cache
 * before it runs, and passes through `_load` later.
 */
export function forEachLoadedModule(onModule: (exports: unknown, path: string) => void): void {
  for (const path of sdkPaths()) {
    const module = loader._cache[path];
    if (module?.loaded === true) onModule(module.exports, path);
  }
}

const sdkPaths = perModuleSet((paths) => paths.filter((path) => SDK.test(path) || isConsumerModule(path)));

/**
 * Works something out from the paths of all loaded modules, again only when there are others: an application has
 * thousands, and is asked for its status while it serves requests.
 */
export function perModuleSet<T>(workOut: (paths: readonly string[]) => T): () => T {
  let known: { readonly value: T; readonly count: number; readonly newest: string | undefined } | undefined;
  return () => {
    const paths = Object.keys(loader._cache);
    const newest = paths.at(-1);
    if (known?.count !== paths.length || known.newest !== newest) {
      known = { value: workOut(paths), count: paths.length, newest };
    }
    return known.value;
  };
}

/** Whether a module is not complete yet. In a cycle, `require` returns the exports that exist so far. */
export function isLoading(exports: unknown): boolean {
  return Object.values(loader._cache).some((module) => module?.loaded === false && module.exports === exports);
}

/**
 * Whether it is sqs-consumer, a module of the SDK, or one that the SDK requires. The package with the base class is
 * always one of these.
 */
function isNamed(request: string, parent: string | undefined): boolean {
  return (
    isConsumerModule(request) ||
    SDK.test(request) ||
    (parent !== undefined && SDK.test(parent) && !Module.isBuiltin(request))
  );
}
