import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { ENTRY } from '../../support/fixtures';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../../src/version';

const SOURCES = dirname(ENTRY) + sep;
/** The place of what a process has once: see src/shared.ts. */
const SHARED = Symbol.for(`${PACKAGE_NAME}@${PACKAGE_VERSION}`);

/**
 * Modules as a process has them that has just started: with nothing attached and nothing known, and other ones than those of
 * the tests around them.
 * @param load loads them by the given `require`, with paths relative to `src`
 */
export function asNew<Modules>(load: (require: NodeJS.Require) => Modules): Modules {
  const world = globalThis as { [SHARED]?: unknown };
  const { [SHARED]: state } = world;
  const ours = Object.entries(require.cache).filter(([path]) => path.startsWith(SOURCES));
  const forget = (): void => {
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(SOURCES)) Reflect.deleteProperty(require.cache, path);
    }
  };
  forget();
  world[SHARED] = undefined;
  try {
    return load(createRequire(ENTRY));
  } finally {
    forget();
    Object.assign(require.cache, Object.fromEntries(ours));
    world[SHARED] = state;
  }
}
