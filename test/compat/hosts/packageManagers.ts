import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tarball } from '../../packaging/tarball';
import { PROJECT_ROOT } from '../../support/fixtures';
import { RegistryError, npmInstall } from '../../support/npmInstall';
import { SHARED_CACHE, installTools } from '../install';

const execute = promisify(execFile);

const PACKAGE = 'opentelemetry-instrumentation-sqs';
const INSTALL_MILLIS = 240_000;

/** What installs an application's packages, each into a layout of its own. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn, node-modules' | 'yarn, pnp';

export const PNPM = { pnpm: '10.34.8' };
export const YARN = { '@yarnpkg/cli-dist': '4.18.1' };

/** Packages that an application of any of these has, in the versions of this project, but for this package. */
const DEPENDENCIES = [
  '@aws-sdk/client-sqs',
  '@opentelemetry/api',
  '@opentelemetry/instrumentation',
  '@opentelemetry/sdk-node',
  'sqs-consumer',
];

/** Puts an installed project, with the packed package in it, into a directory. */
export async function copyInstalled(
  manager: PackageManager,
  directory: string,
  tarball: Tarball,
  further: Readonly<Record<string, string>> = {},
): Promise<void> {
  const installed = await installProject(manager, tarball, further);
  mkdirSync(directory, { recursive: true });
  const copy = (options: string): Promise<unknown> => execute('cp', [options, `${installed}/.`, directory]);
  // Links are made in a fraction of the time that copies take; not every system has them.
  await copy('-al').catch(() => copy('-a'));
  if (manager === 'yarn, pnp') return replaceArchive(directory, tarball);
  const place = realpathSync(join(directory, 'node_modules', PACKAGE));
  rmSync(place, { recursive: true });
  await tarball.extractTo(join(place, '..', '..'));
}

/** The packages of a project are a zip archive each. */
async function replaceArchive(directory: string, tarball: Tarball): Promise<void> {
  rmSync(join(directory, ARCHIVE));
  // Written anew, for what is cached are links to the same file.
  for (const file of ['yarn.lock', '.pnp.cjs']) {
    const content = readFileSync(join(directory, file));
    rmSync(join(directory, file));
    writeFileSync(join(directory, file), content);
  }
  copyFileSync(tarball.file, join(directory, ARCHIVE));
  await INSTALLERS['yarn, pnp'](directory);
}

const ARCHIVE = 'package.tgz';

/** By directory: cells run side by side. */
const installations = new Map<string, Promise<string>>();

/** Once for as long as nobody asks for other packages: that of this project is only there for its dependencies. */
function installProject(
  manager: PackageManager,
  tarball: Tarball,
  further: Readonly<Record<string, string>>,
): Promise<string> {
  const name = [manager.replace(', ', '-'), ...Object.keys(further)].join('_').replaceAll('/', '+');
  const known = installations.get(name) ?? installInto(join(SHARED_CACHE, 'projects', name), manager, tarball, further);
  installations.set(name, known);
  return known;
}

async function installInto(
  directory: string,
  manager: PackageManager,
  tarball: Tarball,
  further: Readonly<Record<string, string>>,
): Promise<string> {
  const own = Object.fromEntries(DEPENDENCIES.map((name) => [name, versionOf(name)]));
  const dependencies = { ...own, ...further, [PACKAGE]: `file:./${ARCHIVE}` };
  const wanted = JSON.stringify({ name: 'worker', private: true, dependencies });
  const { peerDependencies } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    peerDependencies: object;
  };
  const key = JSON.stringify([wanted, peerDependencies, PNPM, YARN]);
  const done = `${directory}.json`;
  if (existsSync(done) && readFileSync(done, 'utf8') === key) return directory;
  rmSync(done, { force: true });
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), wanted);
  copyFileSync(tarball.file, join(directory, ARCHIVE));
  await INSTALLERS[manager](directory);
  writeFileSync(done, key);
  return directory;
}

const INSTALLERS: Readonly<Record<PackageManager, (directory: string) => Promise<void>>> = {
  npm: npmInstall,
  pnpm: (directory) =>
    runTool(directory, PNPM, 'pnpm', 'bin/pnpm.cjs', {
      npm_config_store_dir: join(SHARED_CACHE, 'pnpm-store'),
      npm_config_ignore_scripts: 'true',
      // Peers that nobody has installed stay away, as with the others.
      npm_config_auto_install_peers: 'false',
    }),
  'yarn, node-modules': (directory) => runYarn(directory, 'node-modules'),
  'yarn, pnp': (directory) => runYarn(directory, 'pnp'),
};

async function runYarn(directory: string, linker: 'node-modules' | 'pnp'): Promise<void> {
  const { stdout } = await execute('npm', ['config', 'get', 'registry'], { cwd: PROJECT_ROOT });
  return runTool(directory, YARN, '@yarnpkg/cli-dist', 'bin/yarn.js', {
    YARN_NODE_LINKER: linker,
    YARN_NPM_REGISTRY_SERVER: stdout.trim(),
    YARN_GLOBAL_FOLDER: join(SHARED_CACHE, 'yarn'),
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_SCRIPTS: 'false',
    YARN_ENABLE_TELEMETRY: '0',
    // The archive of this package is another one each time.
    YARN_CHECKSUM_BEHAVIOR: 'update',
  });
}

async function runTool(
  directory: string,
  tools: Readonly<Record<string, string>>,
  name: string,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const file = join(await installTools(tools), 'node_modules', name, path);
  const options = { cwd: directory, env: { ...process.env, NODE_OPTIONS: '', ...env }, timeout: INSTALL_MILLIS };
  try {
    await execute(process.execPath, [file, 'install'], options);
  } catch (error) {
    const { message, stdout = '' } = error as Error & { stdout?: string };
    throw new RegistryError(`${message}\n${stdout}`);
  }
}

/** @returns the version that this project has installed */
export function versionOf(name: string): string {
  const file = join(PROJECT_ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
