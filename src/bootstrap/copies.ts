import Module from 'node:module';
import { sep } from 'node:path';
import { perModuleSet } from '../attach/moduleLoader';
import { versionOf } from './peers';

/** Packages of which a process should have one copy, as a rule. */
const WATCHED = [
  '@opentelemetry/api',
  '@opentelemetry/instrumentation',
  '@opentelemetry/core',
  '@opentelemetry/sdk-node',
];

// The types of Node.js leave it out.
const { _cache: cache } = Module as unknown as { _cache: Record<string, { exports: unknown } | undefined> };

/** A package that this process has loaded, by the file it was loaded from. */
export interface LoadedCopy {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** The copies of OpenTelemetry's packages in this process. Several of one are several worlds. */
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

/** The exports of every module of a package that this process has loaded. */
export function loadedModules(name: string): unknown[] {
  const inside = insideOf(name);
  const modules = Object.entries(cache).filter(([file]) => directoryIn(inside, file) !== undefined);
  return modules.map(([, module]) => module?.exports);
}

/** The files that this process has loaded as CommonJS modules. */
export function loadedFiles(): string[] {
  return Object.keys(cache);
}

/** What is in the path of every file of a package. */
function insideOf(name: string): string {
  return `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
}

/** Where the copy of a package is that a file belongs to; what lies deeper belongs to a dependency of it. */
function directoryIn(inside: string, file: string): string | undefined {
  const at = file.lastIndexOf(inside);
  if (at === -1 || file.includes(`${sep}node_modules${sep}`, at + inside.length)) return undefined;
  return file.slice(0, at + inside.length - 1);
}
