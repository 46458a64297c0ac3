import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Whether a program of a Debian package is there; installs it where that is possible.
 * @returns false, after saying so, where it is not: the suite is then skipped
 */
export function installed(program: string, debianPackage: string): boolean {
  if (existsSync(program)) return true;
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  const done =
    process.getuid?.() === 0 && apt('update') && apt('install', '-y', '--no-install-recommends', debianPackage);
  if (done && existsSync(program)) return true;
  console.log(`    no ${program}, and ${debianPackage} cannot be installed here: skipped`);
  return false;
}
