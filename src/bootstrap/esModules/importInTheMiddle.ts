import Module, { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { isObject } from '../../values';
import { PACKAGE_NAME } from '../../version';
import { readJson } from '../appPackage';
import type { NamedModules } from './namedModules';

/** Called with each ES module that passed a hook, before the module that imports it runs. */
export type EsModuleListener = (url: string, namespace: object) => void;

interface MiddleModule {
  addHook(listener: EsModuleListener): void;
  createAddHookMessageChannel?(): AddHookChannel;
}

/** Where each instrumentation says which modules it waits for, whichever copy of OpenTelemetry it is made of. */
interface AddHookChannel {
  readonly registerOptions: {
    readonly data: { readonly addHookMessagePort: MessagePort };
    readonly transferList: [];
  };
}

type Resolve = (specifier: string, context: ResolveContext, next: (...args: unknown[]) => unknown) => unknown;

interface ResolveContext {
  readonly parentURL?: string | undefined;
  readonly conditions: readonly string[];
}

interface HookModule {
  readonly createHook: (meta: { readonly url: string }) => {
    readonly applyOptions: (options: {
      readonly include: unknown[];
      readonly shouldInclude: (url: string, specifier: string) => boolean;
    }) => void;
    readonly resolveSync: Resolve;
    readonly loadSync: unknown;
  };
}

/** The runtimes that this package runs on do not all have all of it. */
const { register, registerHooks } = Module as unknown as {
  readonly register?: typeof Module.register;
  readonly registerHooks?: (hooks: { readonly resolve: Resolve; readonly load: unknown }) => unknown;
};

/** From these releases on, synchronous hooks work: https://github.com/nodejs/node/pull/59929 */
const SYNCHRONOUS: Readonly<Record<string, readonly [minor: number, patch: number]>> = {
  22: [22, 3],
  24: [11, 1],
  25: [1, 0],
};

const [MAJOR = 0, MINOR = 0, PATCH = 0] = process.versions.node.split('.').map((part) => Number.parseInt(part, 10));

/** It takes `include` from then on, with patterns in it. */
const WITH_INCLUDE = [1, 10];

let channel: AddHookChannel | undefined;

/**
 * Listens to what instrumentations wait for, from now on. Packages of instrumentations of other releases bring a copy of
 * their base class each, and in OpenTelemetry 3.x an ES module has another one than CommonJS: the hook is what they share.
 */
export function listenToHooks(): void {
  channel = (loadOfInstrumentation()('import-in-the-middle') as MiddleModule).createAddHookMessageChannel?.();
}

/** The packages that they have named since the last time. */
export function namesOfHooks(): string[] {
  const names: string[] = [];
  if (channel === undefined) return names;
  const { addHookMessagePort: port } = channel.registerOptions.data;
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    const named: unknown = received.message;
    if (Array.isArray(named)) names.push(...named.filter(isPackage));
  }
  return names;
}

/** A file is the handler of a Lambda function, which may not be theirs. */
function isPackage(name: unknown): name is string {
  return typeof name === 'string' && !isAbsolute(name);
}

const NO_REQUIRE = 'their hooks are an ES module, which require cannot load in this process';

const UPDATE = 'npm install @opentelemetry/instrumentation@latest';

/** The name of a runtime that looks like Node.js. */
const OTHER_RUNTIME = (['Deno', 'Bun'] as const).find((name) => name.toLowerCase() in process.versions);

/**
 * Whether this runtime has hooks that run in the thread of the application, where they cost next to nothing. Deno has
 * the function, too, but ends with a panic where an ES module is loaded after its use.
 */
export function hasSynchronousHooks(): boolean {
  if (registerHooks === undefined || MAJOR < 22 || OTHER_RUNTIME !== undefined) return false;
  const [minor, patch] = SYNCHRONOUS[MAJOR] ?? (MAJOR >= 26 ? [0, 0] : [Infinity, 0]);
  return MINOR > minor || (MINOR === minor && PATCH >= patch);
}

/**
 * Whether a hook can find out what a module exports. Without WebAssembly (`--jitless`) it cannot, and an application that
 * imports such a module ends with an error.
 */
export function canReadModules(): boolean {
  return 'WebAssembly' in globalThis;
}

/** What an installed release says that has no synchronous hooks. */
const MISSING = new Set(['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_REQUIRE_ESM']);

/**
 * What `register` of `import-in-the-middle/register-hooks.mjs` does, but for two kinds of requests that nobody wraps: it
 * would take an entry without a file's extension for CommonJS (`--eval`, `data:`), and it has no business in `require`.
 * @throws Error where the installed release has no such hooks, or where `require` cannot load them
 */
export function installSynchronousHooks(modules: NamedModules, listener: EsModuleListener): void {
  const load = loadOfInstrumentation();
  const { createHook } = loadHookModule(load);
  const url = pathToFileURL(load.resolve('import-in-the-middle/register-hooks.mjs')).href;
  const { applyOptions, resolveSync, loadSync } = createHook({ url });
  /** Who asks for a URL may import it. */
  const asked = new Set<unknown>();
  applyOptions({
    include: [...modules.include],
    shouldInclude: (each, specifier) => modules.has(each, specifier) || asked.has(each),
  });
  registerHooks?.({
    resolve(specifier, context, next) {
      if (context.parentURL === undefined || context.conditions.includes('require')) return next(specifier, context);
      const resolved = resolveSync(specifier, context, next);
      if (!isMarked(resolved) || !isQuestion()) return resolved;
      const plain = next(specifier, context);
      if (isObject(plain)) asked.add(plain['url']);
      return plain;
    },
    load: loadSync,
  });
  (load('import-in-the-middle') as MiddleModule).addHook(listener);
}

const MARK = /[?&]iitm=true/;

function isMarked(resolved: unknown): boolean {
  return isObject(resolved) && typeof resolved['url'] === 'string' && MARK.test(resolved['url']);
}

/** More than there are of Node.js and of other hooks in between. */
const FRAMES = 24;

/** Whether it is `import.meta.resolve()` that asks. Nothing but the stack tells, and it is looked at for named modules only. */
function isQuestion(): boolean {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = FRAMES;
    return /at (?:Object\.)?resolve \(node:internal\/modules\/esm\//.test(String(new Error().stack));
  } catch {
    // The intrinsics are frozen, or the application makes stacks of its own.
    return false;
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/**
 * @param synchronous what went wrong with the synchronous ones, if anything
 * @throws Error where there are none that work
 */
export function installAsynchronousHooks(
  modules: NamedModules,
  listener: EsModuleListener,
  synchronous: Error | undefined,
): void {
  if (OTHER_RUNTIME !== undefined) throw new Error(`${OTHER_RUNTIME} has no loader hooks that work`);
  // It warns: https://nodejs.org/api/deprecations.html#DEP0205
  if (MAJOR >= 26) throw synchronous ?? new Error('this runtime has no synchronous hooks');
  if (register === undefined) throw new Error('this runtime has no module.register');
  const load = loadOfInstrumentation();
  const file = load.resolve('import-in-the-middle');
  if (!takesInclude(file)) throw new Error(`the installed import-in-the-middle changes every module: ${UPDATE}`);
  const middle = load(file) as MiddleModule;
  // By this channel, what instrumentations name from now on gets to the thread of the hooks.
  const { include } = modules;
  const { data, transferList } = channel?.registerOptions ?? { data: {} };
  channel = undefined;
  register(asynchronousHook(pathToFileURL(join(dirname(file), 'hook.mjs')).href), {
    data: { ...data, include },
    ...(transferList && { transferList }),
  });
  middle.addHook(listener);
}

/**
 * The hook, but for requests that no module makes (an entry, a script of `node:vm`): nobody wraps them, and it would take
 * a builtin module for CommonJS there. It is an instance of its own, because the application or another agent may register
 * the hook, too, with what they include. It warns of a second one: ours is not counted.
 */
function asynchronousHook(url: string): string {
  const source = `
    import { initialize as start, load, resolve as wrap } from ${JSON.stringify(`${url}?${PACKAGE_NAME}`)};
    export { load };
    export const initialize = async (data) => {
      const { __import_in_the_middle_initialized__: before } = globalThis;
      globalThis.__import_in_the_middle_initialized__ = false;
      try {
        await start(data);
      } finally {
        globalThis.__import_in_the_middle_initialized__ = before;
      }
    };
    export const resolve = (specifier, context, next) => (context.parentURL ? wrap : pass)(specifier, context, next);
    const pass = (specifier, context, next) => next(specifier, context);`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

function loadHookModule(load: NodeJS.Require): HookModule {
  try {
    return load('import-in-the-middle/create-hook.mjs') as HookModule;
  } catch (error) {
    if (!isObject(error) || !MISSING.has(String(error['code']))) throw error;
    if (!canRequireEsModules()) throw new Error(NO_REQUIRE, { cause: error });
    throw new Error(`the installed import-in-the-middle has no synchronous hooks: ${UPDATE}`, { cause: error });
  }
}

/** `--no-experimental-require-module` takes that away. */
function canRequireEsModules(): boolean {
  return (process.features as { readonly require_module?: boolean }).require_module !== false;
}

/** Only the very copy that the instrumentations use tells them of modules. */
function loadOfInstrumentation(): NodeJS.Require {
  return createRequire(createRequire(__filename).resolve('@opentelemetry/instrumentation'));
}

function takesInclude(file: string): boolean {
  const version = readJson(join(dirname(file), 'package.json'))?.['version'];
  const [major = 0, minor = 0] = String(version).split('.').map(Number);
  return major > 1 || (major === WITH_INCLUDE[0] && minor >= (WITH_INCLUDE[1] ?? 0));
}
