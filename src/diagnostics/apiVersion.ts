import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { moduleCache } from './moduleCache';

const API = '@opentelemetry/api';
const INSIDE = /[\\/]node_modules[\\/]@opentelemetry[\\/]api[\\/]/;

/** The version of this package's own copy of the API, which does not tell it; undefined where it is in a bundle. */
export function apiVersion(): string | undefined {
  const cache = moduleCache();
  const file = Object.keys(cache).find((path) => INSIDE.test(path) && isOurs(cache[path]?.exports));
  return file === undefined ? undefined : versionAbove(file);
}

function isOurs(exports: unknown): boolean {
  return typeof exports === 'object' && exports !== null && 'trace' in exports && exports.trace === trace;
}

function versionAbove(file: string): string | undefined {
  for (let directory = dirname(file); INSIDE.test(join(directory, '/')); directory = dirname(directory)) {
    try {
      const content = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Record<string, unknown>;
      if (content['name'] === API) return String(content['version']);
    } catch {
      // There is a package.json further up.
    }
  }
  return undefined;
}
