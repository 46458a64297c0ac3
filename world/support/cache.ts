import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../../test/support/fixtures';

const run = promisify(execFile);

const STEP_MILLIS = 900_000;

/** A counterpart that cannot be had on this machine, or not now. */
export class Unavailable extends Error {}

/** Where the agents' sources are. */
export const AGENTS = join(PROJECT_ROOT, 'world', 'agents');

/** What a recipe builds with. */
export interface Kitchen {
  /** Where the result goes. */
  readonly directory: string;
  /** A step that asks a registry, or needs a program that may not be there: where it fails, the suite is skipped. */
  readonly fetch: (command: string, args: readonly string[], cwd?: string) => Promise<void>;
  /** A step that has to work as soon as all is there. */
  readonly build: (command: string, args: readonly string[], cwd?: string) => Promise<void>;
}

/**
 * What a recipe has built in a folder of the user's cache. It is built again as soon as one of its sources changes.
 * @param sources files, which the versions stand in
 * @returns the folder
 * @throws Unavailable where a step of `fetch` fails
 */
export async function cached(
  name: string,
  sources: readonly string[],
  recipe: (kitchen: Kitchen) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(`${process.arch} ${process.platform}`);
  for (const source of sources) hash.update(readFileSync(source));
  const home = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const version = hash.digest('hex').slice(0, 16);
  const directory = join(home, 'opentelemetry-instrumentation-sqs', 'world', `${name}-${version}`);
  const done = join(directory, 'done');
  if (existsSync(done)) return directory;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const build: Kitchen['build'] = async (command, args, cwd = directory) => {
    await run(command, args, { cwd, timeout: STEP_MILLIS, maxBuffer: 64 * 1024 * 1024 });
  };
  await recipe({
    directory,
    build,
    async fetch(command, args, cwd) {
      try {
        await build(command, args, cwd);
      } catch (error) {
        const [line = ''] = (error as Error).message.trim().split('\n').slice(-1);
        throw new Unavailable(
          `${name}: ${[command, ...args.slice(0, 2)].join(' ')} failed here: ${line.slice(0, 200)}`,
        );
      }
    },
  });
  writeFileSync(done, '');
  return directory;
}
