import { join } from 'node:path';

/** The path of a file of this directory that something else than this module runs: Node.js, or a thread. */
export function ownFile(...path: readonly string[]): string {
  // One file is made of this directory, which stays in it.
  return join(__dirname, ...path);
}
