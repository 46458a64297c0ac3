// Builds into an empty `build`, and leaves none when it fails: tests then never run against the output of older sources.
// `--unbundled` keeps every file of `src` as one of its own.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

removeOutput();
try {
  compile();
  if (!process.argv.includes('--unbundled')) await bundle();
} catch (error) {
  removeOutput();
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}

function compile() {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the compiler ended with ${status}`);
}

function removeOutput() {
  rmSync(join(ROOT, 'build'), { recursive: true, force: true });
}
