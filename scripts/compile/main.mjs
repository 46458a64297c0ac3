// Builds the viewer and this package, each into an empty `build`, and leaves none when it fails: tests then never run
// against the output of older sources. When nothing has changed since, it leaves them as they are: suites that run side by
// side share them.
// `--unbundled` keeps every file of `src` as one of its own. `--progress` says what it is at, for those who wait for it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { digestOfInputs } from './inputs.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The viewer first: the demo imports it. */
const STEPS = [
  { what: 'the viewer', command: ['npm', 'run', '--silent', 'build', '--workspace', 'viewer'] },
  { what: 'the registry of services', command: [process.execPath, join('scripts', 'services', 'registry.mjs')] },
  {
    what: 'the package',
    command: [process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'],
  },
];

const unbundled = process.argv.includes('--unbundled');
/** What the output was made from. */
const STAMP = join(ROOT, 'build', '.inputs');

if (!isUpToDate()) {
  removeOutput();
  try {
    build();
    if (!unbundled) {
      say('the bundles');
      await bundle();
    }
    // After the compilers: one of them writes a source, the registry.
    writeFileSync(STAMP, digest());
  } catch (error) {
    removeOutput();
    console.error(`build failed: ${error.message}`);
    process.exitCode = 1;
  }
}

function isUpToDate() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest();
}

function digest() {
  return digestOfInputs(ROOT, unbundled ? 'unbundled' : 'bundled');
}

function build() {
  for (const { what, command } of STEPS) {
    say(what);
    run(command);
  }
}

/** @param {readonly string[]} step */
function run([command, ...args]) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}

/** @param {string} what */
function say(what) {
  // Not on stdout: what the demo prints there may go into a pipe.
  if (process.argv.includes('--progress')) console.error(`Building ${what} …`);
}

function removeOutput() {
  for (const directory of ['build', join('viewer', 'build')]) {
    rmSync(join(ROOT, directory), { recursive: true, force: true });
  }
}
