import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the compilers and bundlers read. */
const FOLDERS = ['src', 'test', 'bench', 'examples', 'world', 'viewer', 'scripts/compile', 'scripts/services'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];
const SOURCE = /\.(?:[cm]?[jt]sx?|html|css)$|^(?:package|tsconfig)\.json$/;
const NO_SOURCES = new Set(['build', 'node_modules']);

/**
 * Tells whether two builds would be the same: a digest of the names and contents of all sources.
 *
 * @param {string} root
 * @param {string} how of the build
 */
export function digestOfInputs(root, how) {
  const hash = createHash('sha256').update(how).update(process.version);
  for (const path of inputs(root)) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/** @param {string} root @returns {string[]} */
function inputs(root) {
  return [
    ...FILES.filter((file) => existsSync(join(root, file))),
    ...FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => sourcesIn(root, folder)),
  ];
}

/** @param {string} root @param {string} folder @returns {string[]} */
function sourcesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return NO_SOURCES.has(entry.name) ? [] : sourcesIn(root, path);
      return entry.isFile() && SOURCE.test(entry.name) ? [path] : [];
    });
}
