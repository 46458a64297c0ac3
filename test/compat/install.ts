import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import { npmInstall } from '../support/npmInstall';
import { INSTALLED, type OpenTelemetry, type Sdk } from './matrix';

/** Not in git; in continuous integration a cache between runs. */
const CACHE = join(PROJECT_ROOT, '.cache', 'compat');

/** Shared by all working copies: nothing of this package is in there that is used. */
export const SHARED_CACHE = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'opentelemetry-instrumentation-sqs',
);

/** @returns the directory in whose `node_modules` that release is */
export async function installSdk({ version }: Sdk): Promise<string> {
  return version === INSTALLED.version ? PROJECT_ROOT : install(`sdk-${version}`, { '@aws-sdk/client-sqs': version });
}

/** @returns the directory in whose `node_modules` that line is */
export async function installOpenTelemetry({ line, packages }: OpenTelemetry): Promise<string> {
  return packages === undefined ? PROJECT_ROOT : install(`opentelemetry-${line}`, packages);
}

/** @returns the directory in whose `node_modules` the packages of middy are */
export async function installMiddy(version: string): Promise<string> {
  return install(`middy-${version}`, { '@middy/core': version, '@middy/sqs-partial-batch-failure': version });
}

/** @returns the executable of a major version of Node.js; `COMPAT_NODE_22=/path/to/node` names one that is there */
export async function installNode(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const given = process.env[`COMPAT_NODE_${major}`];
  if (given !== undefined) return given;
  // What the package `node` downloads in its install script, without that script.
  const name = `node-${process.platform}-${process.arch}`;
  const directory = await install(`node-${major}`, { [name]: String(major) }, SHARED_CACHE);
  return join(directory, 'node_modules', name, 'bin', 'node');
}

/** @returns the directory in whose `node_modules` those packages are */
export async function installTools(tools: Readonly<Record<string, string>>): Promise<string> {
  const name = Object.entries(tools).map(([tool, version]) => `${tool}-${version}`.replaceAll('/', '+'));
  return install(join('tools', name.join('_')), tools, SHARED_CACHE);
}

/** By directory: what failed once is not tried again for each cell. */
const installations = new Map<string, Promise<string>>();

/** Installs packages into a directory of their own, once. */
function install(name: string, dependencies: Readonly<Record<string, string>>, cache = CACHE): Promise<string> {
  const known = installations.get(name);
  if (known !== undefined) return known;
  const installation = installInto(join(cache, name), dependencies);
  installations.set(name, installation);
  return installation;
}

async function installInto(directory: string, dependencies: Readonly<Record<string, string>>): Promise<string> {
  const done = join(directory, 'installed.json');
  const wanted = JSON.stringify({ private: true, dependencies });
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted && !wanted.includes('"latest"')) return directory;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), wanted);
  await npmInstall(directory);
  writeFileSync(done, wanted);
  return directory;
}
