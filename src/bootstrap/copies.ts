import Module from 'node:module';
import { sep } from 'node:path';
import { versionOf } from './peers';

/** Packages of which a process should have one copy, as a rule. */
const WATCHED = [
  '@opentelemetry/api',
  '@opentelemetry/instrumentation',
  '@opentelemetry/core',
  '@opentelemetry/sdk-node',
];

/** A package that this process has loaded, by the file it was loaded from. */
export interface LoadedCopy {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** The copies of OpenTelemetry's packages in this process. Several of one are several worlds. */
export function loadedCopies(names: readonly string[] = WATCHED): LoadedCopy[] {
  const copies = new Map<string, LoadedCopy>();
  for (const file of Object.keys((Module as unknown as { _cache: Record<string, unknown> })._cache)) {
    for (const name of names) {
      const inside = `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
      const at = file.lastIndexOf(inside);
      // What lies deeper belongs to a dependency of that copy.
      if (at === -1 || file.indexOf(`${sep}node_modules${sep}`, at + inside.length) !== -1) continue;
      const directory = file.slice(0, at + inside.length - 1);
      if (!copies.has(directory))
        copies.set(directory, { name, version: versionOf(name, file) ?? 'unknown', directory });
    }
  }
  return [...copies.values()];
}
