import { readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Observation } from './observer/observation';

/** What a bundle is known by. */
type BundleFacts = Pick<Observation, 'entry' | 'files' | 'clients' | 'ours'>;

const MAX_BUNDLE_SIZE = 50_000_000;

/** The files of this package contain both words that a bundle is known by. A linked one is not below `node_modules`. */
const OWN_FILES = join(__dirname, '..') + sep;

/** A file of the application that contains the SDK's user agent and its middleware stack, where nothing is attached. */
export function bundleAmong({ entry, files, clients, ours }: BundleFacts): string | undefined {
  if (clients.length > 0 || ours.installed) return undefined;
  const own = new Set([...(entry === undefined ? [] : [entry]), ...files]);
  return [...own].find((file) => !file.includes('node_modules') && !file.startsWith(OWN_FILES) && hasSdk(file));
}

function hasSdk(file: string): boolean {
  try {
    if (statSync(file).size > MAX_BUNDLE_SIZE) return false;
    const source = readFileSync(file, 'utf8');
    return source.includes('aws-sdk-js') && source.includes('middlewareStack');
  } catch {
    return false;
  }
}
