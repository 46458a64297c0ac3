import { PACKAGE_NAME, PACKAGE_VERSION } from './version';

/** Another release may keep something else under the same name. */
const KEY = Symbol.for(`${PACKAGE_NAME}@${PACKAGE_VERSION}`);

// A process-wide registry needs a place that every copy finds, and the types know none.
const world = globalThis as { [KEY]?: Map<string, unknown> };

/**
 * State that a process has once, however many copies of this module it has loaded: the entry is one file that has all
 * its modules in it, the other entries have files of their own, and a bundler may make further copies of both.
 * @param name what it is; equal names give the very same state
 */
export function shared<State>(name: string, create: () => State): State {
  const states = (world[KEY] ??= new Map());
  if (!states.has(name)) states.set(name, create());
  return states.get(name) as State;
}
