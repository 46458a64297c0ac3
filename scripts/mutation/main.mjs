// Changes the source in thousands of small ways and checks whether a test fails: `npm run mutation`, with the options
// of `stryker run`, for example `-- --mutate src/propagation/envelope.ts`. The report is in coverage/mutation.html.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONFIG = join('scripts', 'mutation', 'stryker.config.json');

// Stryker for Node.js 20 supports Mocha up to 11, and this project has a newer one. So Stryker gets its own Mocha.
const PACKAGES = { '@stryker-mutator/core': '9.6.1', '@stryker-mutator/mocha-runner': '9.6.1', mocha: '^11.0.0' };
const directory = join(ROOT, '.cache', 'mutation');
const stryker = join(directory, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

if (!existsSync(stryker)) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  execFileSync('npm', options, { cwd: directory, stdio: 'inherit' });
}
execFileSync(process.execPath, [stryker, 'run', CONFIG, ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  // Each mutant is tested with fewer inputs.
  env: { FUZZ_RUNS: '50', ...process.env },
});
