import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../support/fixtures';
import { INSTALLED, type OpenTelemetry, type Sdk } from './matrix';

const run = promisify(execFile);

/** Not in git; in continuous integration a cache between runs. */
const CACHE = join(PROJECT_ROOT, '.cache', 'compat');

/** @returns the directory in whose `node_modules` that release is */
export async function installSdk({ version }: Sdk): Promise<string> {
  return version === INSTALLED.version ? PROJECT_ROOT : install(`sdk-${version}`, { '@aws-sdk/client-sqs': version });
}

/** @returns the directory in whose `node_modules` that line is */
export async function installOpenTelemetry({ line, packages }: OpenTelemetry): Promise<string> {
  return packages === undefined ? PROJECT_ROOT : install(`opentelemetry-${line}`, packages);
}

/** @returns the executable of a major version of Node.js; `COMPAT_NODE_22=/path/to/node` names one that is there */
export async function installNode(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const given = process.env[`COMPAT_NODE_${major}`];
  if (given !== undefined) return given;
  // What the package `node` downloads in its install script, without that script.
  const name = `node-${process.platform}-${process.arch}`;
  return join(await install(`node-${major}`, { [name]: String(major) }), 'node_modules', name, 'bin', 'node');
}

/** Installs packages into a directory of their own, once. */
async function install(name: string, dependencies: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(CACHE, name);
  const done = join(directory, 'installed.json');
  const wanted = JSON.stringify({ private: true, dependencies });
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted && !wanted.includes('"latest"')) return directory;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), wanted);
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', options, { cwd: directory, env: { ...process.env, NODE_OPTIONS: '' } });
  writeFileSync(done, wanted);
  return directory;
}
