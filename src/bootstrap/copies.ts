import Module from 'node:module';
import { sep } from 'node:path';
import { perModuleSet } from '../attach/moduleLoader';
import { versionOf } from './peers';

/** Packages that a process should normally have only one copy of. */
const WATCHED = [
  '@opentelemetry/api',
  '@opentelemetry/instrumentation',
  '@opentelemetry/core',
  '@opentelemetry/sdk-node',
];

// The types of Node.js do not contain it.
const { _cache: cache } = Module as unknown as { _cache: Record<string, { exports: unknown } | undefined> };

/** One copy of a package that this process has loaded. */
export interface LoadedCopy {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** The copies of OpenTelemetry's packages in this process. Two copies of one package do not see each other's state. */
export function loadedCopies(names: readonly string[] = WATCHED): LoadedCopy[] {
  return names === WATCHED ? watchedCopies() : copiesAmong(Object.keys(cache), names);
}

const watchedCopies = perModuleSet((files) => copiesAmong(files, WATCHED));

function copiesAmong(files: readonly string[], names: readonly string[]): LoadedCopy[] {
  const copies = new Map<string, LoadedCopy>();
  for (const name of names) {
    const inside = insideOf(name);
    for (const file of files) {
      const directory = directoryIn(inside, file);
      if (directory === undefined || copies.has(directory)) continue;
      copies.set(directory, { name, version: versionOf(name, file) ?? 'unknown', directory });
    }
  }
  return [...copies.values()];
}

/** The exports of every loaded module of a package. */
export function loadedModules(name: string): unknown[] {
  const inside = insideOf(name);
  const modules = Object.entries(cache).filter(([file]) => directoryIn(inside, file) !== undefined);
  return modules.map(([, module]) => module?.exports);
}

/** What is in the path of every file of a package. */
function insideOf(name: string): string {
  return `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
}

/** The directory of the package copy that a file belongs to. A file in a deeper `node_modules` belongs to a dependency. */
function directoryIn(inside: string, file: string): string | undefined {
  const at = file.lastIndexOf(inside);
  if (at === -1 || file.includes(`${sep}node_modules${sep}`, at + inside.length)) return undefined;
  return file.slice(0, at + inside.length - 1);
}
