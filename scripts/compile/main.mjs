// Builds the viewer and this package, each into an empty `build`, and leaves none when it fails: tests then never run
// against the output of older sources.
// `--unbundled` keeps every file of `src` as one of its own.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The viewer first: the demo imports it. */
const STEPS = [
  ['npm', 'run', '--silent', 'build', '--workspace', 'viewer'],
  [process.execPath, join('scripts', 'services', 'registry.mjs')],
  [process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'],
];

removeOutput();
try {
  for (const step of STEPS) run(step);
  if (!process.argv.includes('--unbundled')) await bundle();
} catch (error) {
  removeOutput();
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}

/** @param {readonly string[]} step */
function run([command, ...args]) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}

function removeOutput() {
  for (const directory of ['build', join('viewer', 'build')]) {
    rmSync(join(ROOT, directory), { recursive: true, force: true });
  }
}
