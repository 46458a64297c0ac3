import { PACKAGE_NAME, PACKAGE_VERSION } from './version';

/** The version is part of the key, because another release may keep something else under the same name. */
const KEY = Symbol.for(`${PACKAGE_NAME}@${PACKAGE_VERSION}`);

// Every copy of this module must find the same place. The types have no such place on `globalThis`.
const world = globalThis as { [KEY]?: Map<string, unknown> };

/**
 * State that a process has once, also when it has loaded several copies of this module. The root entry is one file with
 * all its modules in it, the other entries have files of their own, and a bundler may copy both.
 * @param name what it is; equal names give the same state
 */
export function shared<State>(name: string, create: () => State): State {
  const states = (world[KEY] ??= new Map());
  if (!states.has(name)) states.set(name, create());
  return states.get(name) as State;
}
