import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../bootstrap/appPackage';
import type { LoadedCopy } from '../bootstrap/copies';

const MAX_DIRECTORIES = 20_000;

/** The copies of some packages below a project's `node_modules`, at any depth. Links are not followed. */
export function installedCopies(project: string, isWanted: (name: string) => boolean): LoadedCopy[] {
  const copies: LoadedCopy[] = [];
  const roots = [join(project, 'node_modules')];
  for (let left = MAX_DIRECTORIES, root = roots.pop(); root !== undefined && left > 0; left -= 1, root = roots.pop()) {
    for (const name of packagesIn(root)) {
      const directory = join(root, name);
      roots.push(join(directory, 'node_modules'));
      if (!isWanted(name)) continue;
      const version = readJson(join(directory, 'package.json'))?.['version'];
      if (typeof version === 'string') copies.push({ name, version, directory });
    }
  }
  return copies;
}

function packagesIn(root: string): string[] {
  return directoriesIn(root).flatMap((name) =>
    name.startsWith('@') ? directoriesIn(join(root, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function directoriesIn(directory: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}
