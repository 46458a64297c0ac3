import { automaticTelemetry } from '../telemetry/active';
import { activeContext } from '../telemetry/activeContext';
import { makeRoom, returnRoom, withinRoom } from '../telemetry/stackRoom';
import { safely } from '../telemetry/safely';
import { traceUpload } from './uploadSpan';
import { type HelperRun, withHelperRun } from '../operation/helperRun';
import { shared } from '../shared';
import { isLoading } from './moduleLoader';
import { type AnyFunction, Patches, isFunction } from './patches';
import { type Members, isObject } from '../values';

/**
 * The SDK's own functions behind every `waitUntil...` and every `paginate...` of every client. They are found by name
 * in any module that exports them, because they have moved between packages, too. A client reads them when it loads, so
 * only clients that load later are reached.
 */
const HELPERS: readonly (readonly [name: string, replacementOf: (original: AnyFunction) => AnyFunction])[] = [
  ['createWaiter', waiterFactory],
  ['createPaginator', paginatorFactory],
];

const attached = shared('helpers of the SDK', () => ({
  patches: new Patches(),
  /** Copies of exports, by the original exports. */
  copies: new WeakMap<object, Members>(),
  patching: false,
}));

/**
 * Looks for the SDK's helpers among a module's exports.
 * @returns a copy to use in place of the exports if they cannot be changed: the releases of 2024 and 2025 export
 *   getters
 */
export function attachHelpers(exports: unknown): object | undefined {
  if (!attached.patching || !isObject(exports)) return undefined;
  for (const [name, replacementOf] of HELPERS) {
    const holder = attached.copies.get(exports) ?? exports;
    if (!(name in holder) || attached.patches.replace(holder, name, replacementOf)) continue;
    // The original is not complete yet, and a copy would stay incomplete.
    if (isLoading(exports)) return undefined;
    const copy = copyOf(exports);
    attached.copies.set(exports, copy);
    attached.patches.replace(copy, name, replacementOf);
  }
  const { Upload: upload } = exports;
  if (isFunction(upload) && isUpload(upload.prototype)) attached.patches.replace(upload.prototype, 'done', uploadDone);
  return attached.copies.get(exports);
}

/** Replaces the helpers that were found before and those that are found later. */
export function patchHelpers(): void {
  attached.patching = true;
  attached.patches.apply();
}

export function unpatchHelpers(): void {
  attached.patching = false;
  attached.patches.remove();
}

/** A copy of the exports in which the helpers can be replaced. */
function copyOf(exports: Members): Members {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  for (const [name] of HELPERS) {
    if (!(name in exports)) continue;
    descriptors[name] = { value: exports[name], configurable: true, enumerable: true };
  }
  return Object.create(Object.getPrototypeOf(exports) as object | null, descriptors) as Members;
}

/** `Upload` of `@aws-sdk/lib-storage`. */
function isUpload(prototype: unknown): prototype is Members {
  return isObject(prototype) && Object.hasOwn(prototype, 'done') && Object.hasOwn(prototype, 'abort');
}

/** Wraps `createWaiter(options, input, check)`, which polls until the check succeeds. Each call is a run. */
function waiterFactory(original: AnyFunction): AnyFunction {
  return function createWaiter(this: unknown, ...args: unknown[]): unknown {
    const run = automaticTelemetry() && safely('starting a waiter', newRun, waiterName() ?? 'waitUntil', true);
    if (run === undefined) return original.apply(this, args);
    return withinRoom(withHelperRun(activeContext(), run), () => original.apply(this, args));
  };
}

/**
 * Wraps `createPaginator(Client, Command, ...)`, which makes a function that makes generators. Each generator is a run.
 */
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
 * Puts the run into the context of each `next()`, because the body of a generator runs in the context of its caller. A
 * run has no end, because a generator may be abandoned at any page.
 */
function runPages(pages: unknown, run: HelperRun): void {
  if (!isObject(pages) || !isFunction(pages['next'])) return;
  const next = pages['next'];
  const nextOfRun = (...args: unknown[]): unknown =>
    withinRoom(withHelperRun(activeContext(), run), () => next.apply(pages, args));
  Object.defineProperty(pages, 'next', { value: nextOfRun, configurable: true, enumerable: false, writable: true });
}

/** Wraps `Upload.prototype.done()`. */
function uploadDone(original: AnyFunction): AnyFunction {
  return function done(this: unknown, ...args: unknown[]): unknown {
    const telemetry = automaticTelemetry();
    const upload = (): unknown => original.apply(this, args);
    if (telemetry === undefined || !isObject(this)) return upload();
    const limit = makeRoom();
    try {
      return traceUpload(telemetry, this['params'], upload);
    } finally {
      returnRoom(limit);
    }
  };
}

function newRun(name: string, waits: boolean): HelperRun {
  return { name, id: half() + half(), waits };
}

/** Eight digits. They tell runs apart, as the ids of spans do, and are no secret: to load `node:crypto` takes milliseconds. */
function half(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/**
 * The name of a waiter. The SDK does not pass it on, but it is the next one on the stack. A stack is taken once for
 * each run, and a run takes seconds.
 */
function waiterName(): string | undefined {
  return /\bwait(?:Until|For)[A-Z]\w*/.exec(String(new Error().stack))?.[0];
}
