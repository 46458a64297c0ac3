import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Tarball, pack } from '../packaging/tarball';
import { PROJECT_ROOT } from '../support/fixtures';
import { npmInstall } from '../support/npmInstall';

const run = promisify(execFile);

export const APPS = join(PROJECT_ROOT, 'examples', 'apps');

/** Not in git; in continuous integration a cache between runs. */
const CACHE = join(PROJECT_ROOT, '.cache', 'apps');

const PACKAGE = 'opentelemetry-instrumentation-sqs';

/** The part of a package.json that is read here. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

let packed: Promise<Tarball> | undefined;

after('remove the tarball', async () => (await packed)?.remove());

/**
 * Installs an example as its reader does, with the packed package, and copies it out of this project: whatever its
 * package.json forgets is missing there.
 * @returns its directory
 */
export async function install(name: string): Promise<string> {
  const tarball = await (packed ??= pack());
  const cached = await installDependencies(name, tarball);
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  cpSync(join(APPS, name), directory, { recursive: true, filter: (path) => !/[\\/](?:node_modules|dist)$/.test(path) });
  const copy = (options: string): Promise<unknown> => run('cp', [options, join(cached, 'node_modules'), directory]);
  // Links are made in a fraction of the time that copies take; not every system has them.
  await copy('-al').catch(() => copy('-a'));
  // What is cached may be older.
  rmSync(join(directory, 'node_modules', PACKAGE), { recursive: true, force: true });
  await tarball.extractTo(directory);
  return directory;
}

export function manifestOf(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
}

/** Once for as long as neither the example nor this package asks for other packages. */
async function installDependencies(name: string, { file }: Tarball): Promise<string> {
  const directory = join(CACHE, name);
  const done = join(directory, 'installed.json');
  const manifest = manifestOf(join(APPS, name));
  const { peerDependencies } = manifestOf(PROJECT_ROOT);
  const wanted = JSON.stringify([
    process.versions.modules,
    manifest.dependencies,
    manifest.devDependencies,
    peerDependencies,
  ]);
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return directory;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const dependencies = { ...manifest.dependencies, [PACKAGE]: `file:${file}` };
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  await npmInstall(directory);
  writeFileSync(done, wanted);
  return directory;
}
