import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SHARED_CACHE } from '../compat/install';

/** Clients that are compiled where they are installed, with the librdkafka that they bring. */
const VERSIONS = { 'node-rdkafka': '3.6.1', '@confluentinc/kafka-javascript': '1.10.1' } as const;

export type NativeClient = keyof typeof VERSIONS;

/**
 * A client in the cache that all working copies share.
 *
 * It takes a compiler of C++ and ten minutes: `NATIVE_CLIENTS=build` gives them.
 * @returns undefined, after saying so, where it was not compiled: its tests are then skipped
 */
export function nativeClient(name: NativeClient): unknown {
  const version = VERSIONS[name];
  const directory = join(SHARED_CACHE, 'native', `${name.replace('/', '+')}-${version}-${process.versions.modules}`);
  const binding = join(directory, 'node_modules', name, 'build', 'Release');
  if (!existsSync(binding) && process.env['NATIVE_CLIENTS'] === 'build') build(directory, `${name}@${version}`);
  if (existsSync(binding)) return createRequire(join(directory, 'noop.js'))(name);
  console.log(`    no ${name} ${version} is compiled here (NATIVE_CLIENTS=build compiles it): skipped`);
  return undefined;
}

function build(directory: string, client: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"private":true}');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', client], {
    cwd: directory,
    // With the libraries of this machine: their sources are nowhere in a registry.
    env: { ...process.env, CKJS_LINKING: 'dynamic' },
  });
  // A half of it would pass for the whole next time.
  if (status !== 0) rmSync(directory, { recursive: true, force: true });
}
