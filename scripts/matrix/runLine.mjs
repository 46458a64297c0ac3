import { execFileSync, spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { ROOT, installNode, installPackages, pathWith } from './install.mjs';

/** What survives from run to run: the packages, and what tests have installed. */
const KEPT = new Set(['installed.json', 'node_modules', '.cache']);
const REPORT = 'matrix-report.json';
/** Of a log, to see why it ended. */
const LINES = 12;

/**
 * What mocha said of a line, and what ran there.
 *
 * @typedef {object} LineResult
 * @property {string} line
 * @property {Readonly<Record<string, string>>} versions of Node.js and of the packages that matter
 * @property {number} seconds
 * @property {number} passes
 * @property {number} failures
 * @property {number} pending
 * @property {readonly { title: string, file?: string, message: string }[]} failed
 * @property {readonly string[]} skipped
 * @property {string} log
 */

/**
 * What to run: a script that ends in mocha, or compiled files, relative to the root, instead of all of it.
 *
 * @typedef {{ script: string, files: readonly string[], grep?: string }} What
 */

/**
 * Runs the tests of these sources in a line of the matrix.
 *
 * @param {import('./lines.mjs').Line} line
 * @param {What} what
 * @returns {Promise<LineResult>}
 * @throws {import('./install.mjs').NotReachable}
 */
export async function runLine(line, what) {
  const node = await installNode(line.node);
  const directory = await installPackages(line, node);
  copySources(directory);
  const log = join(directory, 'matrix.log');
  const began = performance.now();
  const code = await runTests({ node, directory, log, ...what });
  const seconds = Math.round((performance.now() - began) / 1000);
  return {
    line: line.name,
    versions: versionsIn(directory, node),
    seconds,
    log,
    ...reportOf(directory, { code, log, ...what }),
  };
}

/** @param {string} directory */
function copySources(directory) {
  for (const name of readdirSync(directory)) {
    if (!KEPT.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 };
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
  for (const file of files.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(join(ROOT, file), join(directory, file));
  }
}

/** @param {{ node: string, directory: string, log: string } & What} how */
async function runTests({ node, directory, log, script, files, grep }) {
  const reporter = ['--reporter', './scripts/matrix/reporter.cjs', ...(grep === undefined ? [] : ['--grep', grep])];
  const command =
    files.length === 0
      ? ['npm', 'run', script, '--', ...reporter]
      : ['sh', '-c', 'npm run --silent build && exec npx mocha "$@"', 'sh', ...reporter, ...files];
  const child = spawn(command[0], command.slice(1), {
    cwd: directory,
    env: {
      // Two lines run side by side.
      TEST_JOBS: '2',
      ...process.env,
      PATH: pathWith(node),
      MATRIX_REPORT: join(directory, REPORT),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const [code] = await once(child, 'close');
  // Whoever reads it next finds all of it.
  await new Promise((resolve) => output.end(resolve));
  return code;
}

/**
 * @param {string} directory
 * @param {{ code: number | null, log: string, script: string }} ending
 */
function reportOf(directory, { code, log, script }) {
  const path = join(directory, REPORT);
  const none = { passes: 0, failures: 0, pending: 0, failed: [], skipped: [] };
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : none;
  if (code === 0 || report.failures > 0) return report;
  // It died, or the tests are not all that it looks at.
  const when = existsSync(path) ? '' : ' before its end';
  const message = `ended with ${code}${when}\n${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LINES).join('\n')}`;
  return { ...report, failures: 1, failed: [{ title: `npm run ${script}`, message }] };
}

/**
 * @param {string} directory
 * @param {string} node
 */
function versionsIn(directory, node) {
  const versionOf = (name) =>
    JSON.parse(readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8')).version;
  return {
    node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1),
    openTelemetry: versionOf('@opentelemetry/core'),
    instrumentation: versionOf('@opentelemetry/instrumentation'),
    awsSdk: versionOf('@aws-sdk/client-sqs'),
    sqsConsumer: versionOf('sqs-consumer'),
  };
}
