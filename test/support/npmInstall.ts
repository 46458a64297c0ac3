import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The registry did not answer, or not in time: that says nothing of this package. */
export class RegistryError extends Error {}

const ATTEMPTS = 3;
const ATTEMPT_MILLIS = 240_000;
/** As long as one installation may take. */
export const INSTALL_MILLIS = ATTEMPTS * ATTEMPT_MILLIS;

const OPTIONS = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
/** What is asked for does not exist, or not together: https://docs.npmjs.com/cli/v11/using-npm/logging */
const WRONG = /\b(?:ETARGET|E404|ERESOLVE)\b/;

/**
 * Installs what the package.json in a directory asks for, with as much patience as a slow registry needs.
 * @throws RegistryError where that is not enough
 */
export async function npmInstall(directory: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run('npm', OPTIONS, {
        cwd: directory,
        env: { ...process.env, NODE_OPTIONS: '' },
        timeout: ATTEMPT_MILLIS,
      });
      return;
    } catch (error) {
      const { message } = error as Error;
      if (WRONG.test(message)) throw error;
      if (attempt === ATTEMPTS) throw new RegistryError(message);
      rmSync(join(directory, 'node_modules'), { recursive: true, force: true });
    }
  }
}
