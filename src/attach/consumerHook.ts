import Module from 'node:module';
import { log, safely } from '../telemetry/safely';
import { shared } from '../shared';
import { attachConsumers, isConsumerModule } from './consumerClass';

type Load = (url: string, context: unknown, next: (url: string, context: unknown) => Loaded) => Loaded;

interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
}

/** Not in the types of Node.js 20, nor in all releases of 22. */
const { registerHooks } = Module as unknown as { readonly registerHooks?: (hooks: { readonly load: Load }) => unknown };

/** From these releases on, synchronous hooks work: https://github.com/nodejs/node/pull/59929 */
const SYNCHRONOUS: Readonly<Record<string, readonly [minor: number, patch: number]>> = {
  22: [22, 3],
  24: [11, 1],
  25: [1, 0],
};

const [MAJOR = 0, MINOR = 0, PATCH = 0] = process.versions.node.split('.').map((part) => Number.parseInt(part, 10));

/** By which the module of the class finds its way here. */
const KEY = 'opentelemetry-instrumentation-sqs consumer';

const installed = shared('the hook of consumers', () => ({ done: false }));

/** The name of a runtime that only looks like Node.js. */
export const OTHER_RUNTIME = (['Deno', 'Bun'] as const).find((name) => name.toLowerCase() in process.versions);

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
 * Has the ES module of sqs-consumer hand over its class before a module that imports it runs. The module stays what it
 * is, with its bindings and cycles: it gets one more statement. Every other module passes untouched.
 */
export function hookConsumers(): void {
  if (installed.done || registerHooks === undefined || !hasSynchronousHooks() || isGuest(registerHooks)) return;
  installed.done = true;
  (globalThis as Record<symbol, unknown>)[Symbol.for(KEY)] = (exported: unknown) =>
    void safely('attaching to sqs-consumer', attachConsumers, { exported });
  try {
    registerHooks({
      load: (url, context, next) => {
        const loaded = next(url, context);
        return isConsumerModule(url) ? (safely('hooking sqs-consumer', withHandOver, loaded) ?? loaded) : loaded;
      },
    });
  } catch (error) {
    log.debug('there is no hook for ES modules', error);
  }
}

/** A context of its own, as test runners have them: the hooks of the process live longer than that. */
function isGuest(ofProcess: object): boolean {
  // oxlint-disable-next-line unicorn/no-instanceof-builtins -- the realm is the question
  return !(ofProcess instanceof Function);
}

function withHandOver(loaded: Loaded): Loaded {
  const { format, source } = loaded;
  if (format !== 'module' || source === null || source === undefined) return loaded;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  if (!/\bclass Consumer\b/.test(text)) return loaded;
  const handOver = `globalThis[Symbol.for(${JSON.stringify(KEY)})]?.(typeof Consumer === 'function' && Consumer);`;
  return { ...loaded, source: `${text}\n;${handOver}\n` };
}
