import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const COMMAND_MILLIS = 300_000;
/** As long as a suite may have to wait for its brokers: two packages, each after a look at what there is. */
export const INSTALL_MILLIS = 4 * COMMAND_MILLIS + 240_000;

/**
 * Whether a program of a Debian package is there; installs it where that is possible.
 * @returns false, after saying so, where it is not: the suite is then skipped
 */
export function installed(program: string, debianPackage: string): boolean {
  if (existsSync(program)) return true;
  const patience = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=60'];
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', [...patience, ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: COMMAND_MILLIS,
    }).status === 0;
  const done =
    process.getuid?.() === 0 && apt('update') && apt('install', '-y', '--no-install-recommends', debianPackage);
  if (done && existsSync(program)) return true;
  console.log(`    no ${program}, and ${debianPackage} cannot be installed here: skipped`);
  return false;
}
