import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson } from '../bootstrap/appPackage';
import type { LoadedCopy } from '../bootstrap/copies';
import { isObject } from '../values';

const MAX_PACKAGES = 20_000;
const NEEDED = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * The copies of some packages that a project gets, found as Node.js finds them: in a workspace they are above it, and
 * pnpm has them behind links.
 * @see https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 */
export function dependenciesOf(project: string, isWanted: (name: string) => boolean): LoadedCopy[] {
  const copies: LoadedCopy[] = [];
  const seen = new Set<string>();
  // What the root of a workspace depends on, its members can load.
  const queue = upwards(project).map((directory) => ({ directory, fields: [...NEEDED, 'devDependencies'] }));
  for (let next = queue.pop(); next !== undefined && seen.size < MAX_PACKAGES; next = queue.pop()) {
    for (const name of namesIn(next.directory, next.fields)) {
      const directory = find(name, next.directory);
      if (directory === undefined || seen.has(directory)) continue;
      seen.add(directory);
      queue.push({ directory, fields: NEEDED });
      const version = isWanted(name) ? readJson(join(directory, 'package.json'))?.['version'] : undefined;
      if (typeof version === 'string') copies.push({ name, version, directory });
    }
  }
  return copies;
}

function namesIn(directory: string, fields: readonly string[]): string[] {
  const manifest = readJson(join(directory, 'package.json')) ?? {};
  return fields.flatMap((field) => (isObject(manifest[field]) ? Object.keys(manifest[field]) : []));
}

/** Where a package is that is loaded from a directory. */
function find(name: string, from: string): string | undefined {
  for (const directory of upwards(from)) {
    if (basename(directory) === 'node_modules') continue;
    try {
      return dirname(realpathSync(join(directory, 'node_modules', name, 'package.json')));
    } catch {
      // It is further up, or it is not installed, as an optional one.
    }
  }
  return undefined;
}

function upwards(from: string): string[] {
  const directories = [from];
  for (let at = from; at !== dirname(at); at = dirname(at)) directories.push(dirname(at));
  return directories;
}
