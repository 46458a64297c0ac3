import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE, linkTree, once } from './cache.mjs';
import { STAND_INS, replacements } from './lines.mjs';

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = fileURLToPath(new URL('names/', import.meta.url));
const OPTIONS = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const INSTALL_MILLIS = 600_000;
const MANIFESTS = ['package.json', 'package-lock.json', '.npmrc', join('viewer', 'package.json')];

/**
 * The PATH where that Node.js comes first. The one that runs here is there already; other programs are beside it.
 *
 * @param {string} node
 */
export function pathWith(node) {
  const { PATH } = process.env;
  return node === process.execPath ? PATH : [dirname(node), PATH].join(delimiter);
}

/** npm could not bring what a line needs. */
export class NotReachable extends Error {}

/**
 * The executable of a release of Node.js, from the package that npm's `node` downloads in its install script.
 *
 * @param {number} major
 * @returns {Promise<string>}
 */
export async function installNode(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const directory = join(CACHE, `node-${major}`);
  // The same words as of test/compat/install.ts, which uses the same directory.
  const wanted = JSON.stringify({ private: true, dependencies: { [name]: String(major) } });
  await once(directory, wanted, async () => {
    writeFileSync(join(directory, 'package.json'), wanted);
    await npmInstall(directory, process.execPath);
  });
  return join(directory, 'node_modules', name, 'bin', 'node');
}

/**
 * The directory of a line, with all packages installed. Lines with the same packages share their files.
 *
 * @param {import('./lines.mjs').Line} line
 * @param {string} node
 * @returns {Promise<string>}
 */
export async function installPackages(line, node) {
  const replaced = replacements(line);
  const parts = [...MANIFESTS.map((file) => readFileSync(join(ROOT, file), 'utf8')), JSON.stringify(replaced)];
  for (const name of STAND_INS) parts.push(...['index.cjs', 'index.d.cts'].map((file) => standIn(name, file)));
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
  const shared = join(CACHE, 'matrix', `packages-${hash}`);
  await alone(shared, () => once(shared, hash, () => fill(shared, line, node)));
  const own = join(CACHE, 'matrix', `${line.name.replace('/', '-')}-${hash}`);
  await once(own, hash, () => linkTree(join(shared, 'node_modules'), join(own, 'node_modules')));
  return own;
}

/** @type {Map<string, Promise<void>>} lines side by side may want the same packages */
const underWay = new Map();

/**
 * @param {string} directory
 * @param {() => Promise<void>} action
 */
function alone(directory, action) {
  const known = underWay.get(directory) ?? action();
  underWay.set(directory, known);
  return known;
}

/**
 * @param {string} directory
 * @param {import('./lines.mjs').Line} line
 * @param {string} node
 */
async function fill(directory, line, node) {
  mkdirSync(join(directory, 'viewer'));
  for (const file of MANIFESTS) cpSync(join(ROOT, file), join(directory, file));
  replaceIn(directory, line);
  await npmInstall(directory, node);
  if (line.openTelemetry === 3) for (const name of STAND_INS) addStandIn(directory, name);
}

/**
 * @param {string} directory
 * @param {import('./lines.mjs').Line} line
 */
function replaceIn(directory, line) {
  const replaced = replacements(line);
  const manifest = read(join(directory, 'package.json'));
  if (line.openTelemetry === 3) {
    // What is gone in 3.x would come as 2.x, and would bring more of it.
    for (const name of Object.keys(manifest.devDependencies)) {
      if (name.startsWith('@opentelemetry/')) delete manifest.devDependencies[name];
    }
    const lock = read(join(directory, 'package-lock.json'));
    for (const path of Object.keys(lock.packages)) {
      if (/node_modules\/@(?:opentelemetry|aws-sdk|smithy)\//.test(path)) delete lock.packages[path];
    }
    write(join(directory, 'package-lock.json'), lock);
  }
  Object.assign(manifest.devDependencies, replaced);
  write(join(directory, 'package.json'), manifest);
}

/**
 * @param {string} directory
 * @param {string} name
 */
function addStandIn(directory, name) {
  const target = join(directory, 'node_modules', '@opentelemetry', name);
  cpSync(join(NAMES, name), target, { recursive: true });
  const { version } = read(join(directory, 'node_modules', '@opentelemetry', 'sdk-trace', 'package.json'));
  write(join(target, 'package.json'), {
    name: `@opentelemetry/${name}`,
    version,
    main: 'index.cjs',
    types: 'index.d.cts',
  });
}

/**
 * @param {string} name
 * @param {string} file
 */
function standIn(name, file) {
  return readFileSync(join(NAMES, name, file), 'utf8');
}

/**
 * @param {string} directory
 * @param {string} node the executable whose `engines` count
 */
async function npmInstall(directory, node) {
  const env = { ...process.env, PATH: pathWith(node), NODE_OPTIONS: '' };
  try {
    await run('npm', OPTIONS, { cwd: directory, env, timeout: INSTALL_MILLIS });
  } catch (error) {
    throw new NotReachable(error.message.split('\n').slice(0, 4).join('\n'), { cause: error });
  }
}

/** @param {string} path */
function read(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {string} path
 * @param {object} value
 */
function write(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
