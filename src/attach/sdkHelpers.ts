import { randomBytes } from 'node:crypto';
import { context } from '@opentelemetry/api';
import { automaticTelemetry } from '../telemetry/active';
import { within } from '../telemetry/within';
import { safely } from '../telemetry/safely';
import { traceUpload } from './uploadSpan';
import { type HelperRun, withHelperRun } from '../operation/helperRun';
import { shared } from '../shared';
import { isLoading } from './moduleLoader';
import { type AnyFunction, Patches, isFunction } from './patches';
import { type Members, isObject } from '../values';

/**
 * The SDK's own functions behind every `waitUntil...` and every `paginate...` of every client, by name wherever they
 * are exported: they have moved between packages, too. Clients take them as they load, so that only those that load
 * later are reached.
 */
const HELPERS: readonly (readonly [name: string, replacementOf: (original: AnyFunction) => AnyFunction])[] = [
  ['createWaiter', waiterFactory],
  ['createPaginator', paginatorFactory],
];

const attached = shared('helpers of the SDK', () => ({
  patches: new Patches(),
  /** By the exports that they stand in for. */
  copies: new WeakMap<object, Members>(),
  patching: false,
}));

/**
 * Looks for the SDK's helpers among a module's exports.
 * @returns what to hand out in place of the exports where they cannot be written to: the releases of 2024 and 2025
 *   export getters
 */
export function attachHelpers(exports: unknown): object | undefined {
  if (!attached.patching || !isObject(exports)) return undefined;
  for (const [name, replacementOf] of HELPERS) {
    const holder = attached.copies.get(exports) ?? exports;
    if (!(name in holder) || attached.patches.replace(holder, name, replacementOf)) continue;
    // A copy would stay as incomplete as the original is now.
    if (isLoading(exports)) return undefined;
    const copy = copyOf(exports);
    attached.copies.set(exports, copy);
    attached.patches.replace(copy, name, replacementOf);
  }
  const { Upload: upload } = exports;
  if (isFunction(upload) && isUpload(upload.prototype)) attached.patches.replace(upload.prototype, 'done', uploadDone);
  return attached.copies.get(exports);
}

/** Puts the replacements back, and replaces what is found from now on. */
export function patchHelpers(): void {
  attached.patching = true;
  attached.patches.apply();
}

export function unpatchHelpers(): void {
  attached.patching = false;
  attached.patches.remove();
}

/** The same exports, of which the helpers can be written to. */
function copyOf(exports: Members): Members {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  for (const [name] of HELPERS) {
    if (!(name in exports)) continue;
    descriptors[name] = { value: exports[name], configurable: true, enumerable: true, writable: true };
  }
  return Object.create(Object.getPrototypeOf(exports) as object | null, descriptors) as Members;
}

/** `Upload` of `@aws-sdk/lib-storage`. */
function isUpload(prototype: unknown): prototype is Members {
  return isObject(prototype) && Object.hasOwn(prototype, 'done') && Object.hasOwn(prototype, 'abort');
}

/** Around `createWaiter(options, input, check)`, which polls until the check is content: a run each. */
function waiterFactory(original: AnyFunction): AnyFunction {
  return function createWaiter(this: unknown, ...args: unknown[]): unknown {
    const run = automaticTelemetry() && safely('starting a waiter', newRun, waiterName() ?? 'waitUntil', true);
    if (run === undefined) return original.apply(this, args);
    return within(withHelperRun(context.active(), run), () => original.apply(this, args));
  };
}

/** Around `createPaginator(Client, Command, ...)`, which makes a function that makes generators: a run each. */
function paginatorFactory(original: AnyFunction): AnyFunction {
  return function createPaginator(this: unknown, ...args: unknown[]): unknown {
    const paginate = original.apply(this, args);
    if (!isFunction(paginate)) return paginate;
    const name = `paginate${isFunction(args[1]) ? args[1].name.replace(/Command$/, '') : ''}`;
    return function paginateOperation(this: unknown, ...config: unknown[]): unknown {
      const pages = paginate.apply(this, config);
      if (automaticTelemetry() !== undefined) safely('starting a paginator', runPages, pages, newRun(name, false));
      return pages;
    };
  };
}

/**
 * A generator's body runs in the context of whoever asks for the next page, so this is where the run is told. Nothing
 * has to end: a generator may be abandoned at any page.
 */
function runPages(pages: unknown, run: HelperRun): void {
  if (!isObject(pages) || !isFunction(pages['next'])) return;
  const next = pages['next'];
  const nextOfRun = (...args: unknown[]): unknown =>
    within(withHelperRun(context.active(), run), () => next.apply(pages, args));
  Object.defineProperty(pages, 'next', { value: nextOfRun, configurable: true, enumerable: false, writable: true });
}

/** Around `Upload.prototype.done()`. */
function uploadDone(original: AnyFunction): AnyFunction {
  return function done(this: unknown, ...args: unknown[]): unknown {
    const telemetry = automaticTelemetry();
    const upload = (): unknown => original.apply(this, args);
    if (telemetry === undefined || !isObject(this)) return upload();
    return traceUpload(telemetry, this['params'], upload);
  };
}

function newRun(name: string, waits: boolean): HelperRun {
  return { name, id: randomBytes(8).toString('hex'), waits };
}

/**
 * A waiter is not told its own name, but it is the next one on the stack. Taken once for a run, which goes on for
 * seconds.
 */
function waiterName(): string | undefined {
  return /\bwait(?:Until|For)[A-Z]\w*/.exec(String(new Error().stack))?.[0];
}
