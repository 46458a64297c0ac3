import Module from 'node:module';
import { sep } from 'node:path';
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
  const copies = new Map<string, LoadedCopy>();
  for (const file of Object.keys(cache)) {
    for (const name of names) {
      const directory = directoryOf(name, file);
      if (directory === undefined || copies.has(directory)) continue;
      copies.set(directory, { name, version: versionOf(name, file) ?? 'unknown', directory });
    }
  }
  return [...copies.values()];
}

/** The exports of every loaded module of a package. */
export function loadedModules(name: string): unknown[] {
  const modules = Object.entries(cache).filter(([file]) => directoryOf(name, file) !== undefined);
  return modules.map(([, module]) => module?.exports);
}

/** The files that this process has loaded as CommonJS modules. */
export function loadedFiles(): string[] {
  return Object.keys(cache);
}

/**
 * The directory of the package copy that a file belongs to. A file in a deeper `node_modules` belongs to a dependency.
 */
function directoryOf(name: string, file: string): string | undefined {
  const inside = `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
  const at = file.lastIndexOf(inside);
  if (at === -1 || file.includes(`${sep}node_modules${sep}`, at + inside.length)) return undefined;
  return file.slice(0, at + inside.length - 1);
}
