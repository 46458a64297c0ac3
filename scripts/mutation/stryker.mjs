import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, once } from '../matrix/cache.mjs';
import { withoutSurvivors } from './evaluate.mjs';
import { HEAVY, LONG } from './rooms.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// Stryker for Node.js 20 supports Mocha up to 11, and this project has a newer one. So Stryker gets its own Mocha.
const PACKAGES = { '@stryker-mutator/core': '9.6.1', '@stryker-mutator/mocha-runner': '9.6.1', mocha: '^11.0.0' };
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
const TITLES = fileURLToPath(new URL('titles.cjs', import.meta.url));
/** Each mutant is tested with fewer inputs. */
const FEW = { FUZZ_RUNS: '20', FUZZ_CASES: '20' };

/**
 * A run of Stryker. It changes a copy of the tree, and builds that once with all mutants in it.
 *
 * @param {object} run
 * @param {string} run.name of its files
 * @param {readonly string[]} run.mutate
 * @param {readonly import('./rooms.mjs').Room[]} run.rooms whose tests run
 * @param {boolean} [run.incremental] whether it begins with what the last run of this name knows
 * @param {boolean} [run.force] whether that is forgotten
 * @param {readonly import('./evaluate.mjs').Known[]} run.known
 * @returns {Promise<import('./evaluate.mjs').Report>}
 */
export async function stryker({ name, mutate, rooms, incremental = false, force = false, known }) {
  const packages = await install();
  run('npm', ['run', '--silent', 'build']);
  const directory = join(ROOT, '.cache', 'mutation');
  mkdirSync(directory, { recursive: true });
  const [config, last] = [join(directory, `${name}.config.json`), join(directory, `${name}.incremental.json`)];
  const report = join(ROOT, 'coverage', 'mutation', `${name}.json`);
  rmSync(report, { force: true });
  if (force) rmSync(last, { force: true });
  if (incremental && existsSync(last)) {
    writeFileSync(last, JSON.stringify(withoutSurvivors(JSON.parse(readFileSync(last, 'utf8')), known)));
  }
  const options = { mutate, ...files(report), ...(incremental && { incremental, incrementalFile: last }) };
  writeFileSync(config, JSON.stringify({ ...OPTIONS, ...options, mochaOptions: mocha(rooms) }));
  run(process.execPath, [join(packages, '@stryker-mutator/core/bin/stryker.js'), 'run', config], {
    MUTATION_MOCHA: join(packages, 'mocha'),
  });
  return JSON.parse(readFileSync(report, 'utf8'));
}

const OPTIONS = {
  testRunner: 'mocha',
  // By its path, from the copy: of several compilers any one may have the name.
  buildCommand: 'node ../../../node_modules/typescript/bin/tsc -p . --noEmitOnError false',
  tsconfigFile: 'none',
  // A mutated constant has another type, which tests would not take, either.
  disableTypeChecks: '{src,test}/**/*.ts',
  coverageAnalysis: 'perTest',
  // What runs while a file loads would need a new process for each mutant.
  ignoreStatic: true,
  concurrency: availableParallelism(),
  timeoutMS: 5000,
  // Compiled tests are no output here: Stryker looks at them to find those that have changed.
  ignorePatterns: ['.cache', 'coverage', 'build-*', 'viewer/build', '/build/{src,bench,examples,world}'],
  tempDirName: '.cache/stryker',
  reporters: ['json', 'html', 'progress-append-only'],
  allowConsoleColors: false,
  // Those that are named take the place of those that Stryker finds.
  plugins: ['@stryker-mutator/*', fileURLToPath(new URL('wording.mjs', import.meta.url))],
  ignorers: ['wording'],
};

/** @param {readonly import('./rooms.mjs').Room[]} rooms */
function mocha(rooms) {
  const compiled = (/** @type {string} */ spec) => `build/test/${spec}.test.js`;
  return {
    'no-config': true,
    require: [TITLES, 'build/test/support/setup.js'],
    spec: [...new Set(rooms.flatMap(({ specs }) => specs))].map(compiled),
    ignore: HEAVY.map(compiled),
    grep: `^(?!.*(?:${LONG.join('|')}))`,
  };
}

/** @param {string} report */
function files(report) {
  return { jsonReporter: { fileName: report }, htmlReporter: { fileName: report.replace(/json$/, 'html') } };
}

/** @param {string} command @param {readonly string[]} args @param {Record<string, string>} [env] */
function run(command, args, env) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...FEW, ...process.env, ...env } });
  // It has said why.
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}

/** @returns {Promise<string>} the folder of its packages */
async function install() {
  const directory = join(CACHE, `mutation-${PACKAGES['@stryker-mutator/core']}`);
  const wanted = JSON.stringify({ private: true, dependencies: PACKAGES });
  await once(directory, wanted, () => {
    writeFileSync(join(directory, 'package.json'), wanted);
    execFileSync('npm', INSTALL, { cwd: directory, stdio: 'inherit' });
  });
  return join(directory, 'node_modules');
}
