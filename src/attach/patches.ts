import type { Members } from '../values';

/** Any function, with the `this` that it is called with. */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

type Replace = (original: AnyFunction) => AnyFunction;

/** A function that is replaced in the object where others find it. */
interface Patch {
  readonly holder: Members;
  readonly name: string;
  readonly replace: Replace;
  replaced: { readonly original: AnyFunction; readonly replacement: AnyFunction } | undefined;
  /** Whether the replacement is in use, directly or below a replacement of somebody else. */
  inPlace: boolean;
}

/**
 * Functions that are replaced together and restored together. None of them is kept alive: a module that the application
 * forgets and loads again, as servers for development do, is another one with all that belongs to it.
 */
export class Patches {
  readonly #holders = new Set<WeakRef<Members>>();
  readonly #patchesOf = new WeakMap<Members, Map<string, Patch>>();
  readonly #replacements = new WeakSet<object>();

  /**
   * Replaces a function, once.
   * @returns false if it cannot be replaced, because only a getter returns it
   */
  replace(holder: Members, name: string, replace: Replace): boolean {
    const known = this.#patchesOf.get(holder)?.get(name);
    const patch = known ?? { holder, name, replace, replaced: undefined, inPlace: false };
    if (!this.#apply(patch)) return false;
    this.#add(patch);
    return true;
  }

  apply(): void {
    for (const patch of this.#all()) this.#apply(patch);
  }

  /** Restores the originals. If somebody else has replaced ours, ours stays below and only passes calls on. */
  remove(): void {
    for (const patch of this.#all()) {
      const { holder, name, replaced } = patch;
      if (replaced === undefined || holder[name] !== replaced.replacement) continue;
      patch.inPlace = !putFunction(holder, name, replaced.original);
    }
  }

  #add(patch: Patch): void {
    const patches = this.#patchesOf.get(patch.holder) ?? new Map<string, Patch>();
    if (patches.size === 0) {
      for (const reference of this.#holders) if (reference.deref() === undefined) this.#holders.delete(reference);
      this.#holders.add(new WeakRef(patch.holder));
      this.#patchesOf.set(patch.holder, patches);
    }
    patches.set(patch.name, patch);
  }

  /** Those whose holder is still there. */
  *#all(): Iterable<Patch> {
    for (const reference of this.#holders) {
      const holder = reference.deref();
      const patches = holder && this.#patchesOf.get(holder);
      if (patches !== undefined) yield* patches.values();
    }
  }

  #apply(patch: Patch): boolean {
    const { holder, name } = patch;
    const original = holder[name];
    // Somebody may have put the original back: a test that takes its stubs away, another tracer that ends.
    if (original === patch.replaced?.original) patch.inPlace = false;
    // Or ours: it had kept it while we were off, or has it from another holder.
    if (patch.inPlace || !isFunction(original) || this.#replacements.has(original)) return true;
    if (patch.replaced?.original !== original) {
      patch.replaced = { original, replacement: alike(patch.replace(original), original) };
      this.#replacements.add(patch.replaced.replacement);
    }
    patch.inPlace = putFunction(holder, name, patch.replaced.replacement);
    return patch.inPlace;
  }
}

/** What a function tells of itself. */
interface Named {
  readonly name: string;
  readonly length: number;
}

/** Stack traces have the name, which a bundler may change, and some code looks at the number of parameters. */
export function alike<F extends object>(replacement: F, { name, length }: Named): F {
  return Object.defineProperties(replacement, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  });
}

/** @returns whether the function is in place */
function putFunction(holder: Members, name: string, value: AnyFunction): boolean {
  // An inherited function gets its replacement on the holder itself, defined like a method of a class.
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const { writable, configurable = true, enumerable = false } = own ?? {};
  if (configurable) Object.defineProperty(holder, name, { value, configurable, enumerable, writable: true });
  else if (writable === true) holder[name] = value;
  return holder[name] === value;
}

export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
