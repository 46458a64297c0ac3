import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject, parseJson, text } from '../values';
import { forEachLoadedModule } from './moduleLoader';

/** The entry of a package of clients, below its root. */
const ENTRY = /[\\/]node_modules[\\/]@aws-sdk[\\/](?:client-[\w-]+|lib-dynamodb)[\\/]dist-cjs[\\/]index\.js$/;

const versions = new WeakMap<object, string | undefined>();

/**
 * The version of the package that exports a client class, or the class that it extends. What a client tells of itself
 * may be that of the release before.
 * @see https://github.com/aws/aws-sdk-js-v3/tree/main/clients/client-sqs
 */
export function versionOfPackage(clientClass: object): string | undefined {
  if (versions.has(clientClass)) return versions.get(clientClass);
  const path = entryOf(clientClass);
  const version = path && readVersion(join(dirname(path), '..', 'package.json'));
  versions.set(clientClass, version);
  return version;
}

function entryOf(clientClass: object): string | undefined {
  let found: string | undefined;
  const classes = lineOf(clientClass);
  forEachLoadedModule((exports, path) => {
    if (!ENTRY.test(path) || !isObject(exports)) return;
    if (Object.values(exports).some((member) => classes.has(member))) found ??= path;
  });
  return found;
}

/** A class and those that it extends, but for what all clients have in common: no package of clients exports that as its own. */
function lineOf(clientClass: object): ReadonlySet<unknown> {
  const classes = new Set<unknown>();
  let level: unknown = clientClass;
  while (typeof level === 'function') {
    if (Object.hasOwn(level, 'prototype') && !Object.hasOwn(level.prototype as object, 'send')) classes.add(level);
    level = Object.getPrototypeOf(level);
  }
  return classes;
}

function readVersion(path: string): string | undefined {
  try {
    const content = parseJson(readFileSync(path, 'utf8'));
    return isObject(content) ? text(content['version']) : undefined;
  } catch {
    return undefined;
  }
}
