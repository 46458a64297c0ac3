import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Members, isObject } from '../values';
import { entryFile, readJson } from './appPackage';
import { messageOf } from './problem';
import { SDK } from './sdk';

/** An optional package is needed and is not installed. */
export class MissingPackage extends Error {
  constructor(
    readonly packageName: string,
    neededFor: string,
  ) {
    super(`${packageName} is not installed, and ${neededFor} needs it: npm install ${packageName}`);
    this.name = 'MissingPackage';
  }
}

/**
 * Loads an optional peer. A package that the SDK itself depends on is taken from the SDK, so that generations do not
 * mix. Any other is searched next to this package, where the application starts, and in the current directory.
 * @throws MissingPackage
 */
export function loadPeer(name: string, neededFor: string): Record<string, unknown> {
  for (const path of placesOf(name)) {
    const load = createRequire(path);
    if (resolved(load, name) !== undefined) return loadWhole(load, name, neededFor);
  }
  throw new MissingPackage(name, neededFor);
}

/** The package may be installed while one of its own dependencies is missing. */
function loadWhole(load: NodeJS.Require, name: string, neededFor: string): Record<string, unknown> {
  try {
    return load(name) as Record<string, unknown>;
  } catch (error) {
    const missing = /Cannot find (?:module|package) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(messageOf(error))?.[1];
    throw missing === undefined ? error : new MissingPackage(missing, neededFor);
  }
}

/** Whether a peer is installed. It is not loaded. */
export function findPeer(name: string): string | undefined {
  for (const path of placesOf(name)) {
    const found = resolved(createRequire(path), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the SDK itself depends on a package. One that is only beside it may be of another release. */
export function sdkDependsOn(name: string): boolean {
  const sdk = findPeer(SDK);
  const dependencies = sdk && manifestOf(SDK, sdk)?.['dependencies'];
  return isObject(dependencies) && name in dependencies;
}

/** The version of the package that a file belongs to. */
export function versionOf(name: string, file: string): string | undefined {
  const version = manifestOf(name, file)?.['version'];
  return typeof version === 'string' ? version : undefined;
}

/** The `package.json` of the package that a file belongs to. */
export function manifestOf(name: string, file: string): Members | undefined {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const content = readJson(join(directory, 'package.json'));
    if (content?.['name'] === name) return content;
  }
  return undefined;
}

function placesOf(name: string): string[] {
  const entry = entryFile();
  const places = [__filename, ...(entry === undefined ? [] : [entry]), join(process.cwd(), 'package.json')];
  const sdk = name === SDK ? undefined : findPeer(SDK);
  return sdk === undefined ? places : [sdk, ...places];
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
