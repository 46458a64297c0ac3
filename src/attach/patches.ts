import type { Members } from '../propagation/copy';

/** Any function, with the `this` that it is called with. */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** A function that was replaced where others find it, and that can be put back. */
interface Patch {
  readonly holder: Members;
  readonly name: string;
  readonly original: AnyFunction;
  readonly replacement: AnyFunction;
}

/** Functions that are replaced together, and put back together. */
export class Patches {
  readonly #patches: Patch[] = [];
  readonly #replacements = new WeakSet<object>();

  /**
   * Replaces a function, once.
   * @returns false if it has to stay as it is: nothing but a getter leads to it
   */
  replace(holder: Members, name: string, replacementOf: (original: AnyFunction) => AnyFunction): boolean {
    const original = holder[name];
    if (!isFunction(original) || this.#replacements.has(original)) return true;
    const known = this.#patches.find((patch) => patch.holder === holder && patch.name === name);
    const patch = known ?? { holder, name, original, replacement: replacementOf(original) };
    if (!put(patch, patch.original, patch.replacement)) return false;
    this.#replacements.add(patch.replacement);
    if (known === undefined) this.#patches.push(patch);
    return true;
  }

  apply(): void {
    for (const patch of this.#patches) put(patch, patch.original, patch.replacement);
  }

  /** Where somebody else has replaced ours since, it stays below and passes through. */
  remove(): void {
    for (const patch of this.#patches) put(patch, patch.replacement, patch.original);
  }
}

/** @returns whether `to` is in place */
function put({ holder, name }: Patch, from: AnyFunction, to: AnyFunction): boolean {
  if (holder[name] !== from) return holder[name] === to;
  const { writable, configurable, enumerable } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
  if (configurable === true) {
    Object.defineProperty(holder, name, { value: to, configurable, enumerable: enumerable === true, writable: true });
  } else if (writable === true) holder[name] = to;
  return holder[name] === to;
}

export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
