import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Shared by all working copies. */
export const CACHE = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'opentelemetry-instrumentation-sqs',
);

/**
 * Fills a directory once. What was stopped on the way counts as not done, and is made anew.
 *
 * @param {string} directory
 * @param {string} wanted what it is filled with: where this differs from the last time, it is filled again
 * @param {() => void | Promise<void>} fill
 */
export async function once(directory, wanted, fill) {
  const done = join(directory, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await fill();
  writeFileSync(done, wanted);
}

/**
 * A second tree of the same files. A gigabyte of packages for each line is too much to copy.
 *
 * @param {string} from
 * @param {string} to
 */
export function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}
