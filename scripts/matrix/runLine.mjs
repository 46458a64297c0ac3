import { execFileSync, spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { ROOT, installNode, installPackages, pathWith } from './install.mjs';

/** What survives from run to run: the packages, and what tests have installed. */
const KEPT = new Set(['installed.json', 'node_modules', '.cache']);
const REPORT = 'matrix-report.json';

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
 * Runs `npm test` of these sources in a line of the matrix.
 *
 * @param {import('./lines.mjs').Line} line
 * @param {readonly string[]} files instead of all tests: compiled files, relative to the root
 * @returns {Promise<LineResult>}
 * @throws {import('./install.mjs').NotReachable}
 */
export async function runLine(line, files) {
  const node = await installNode(line.node);
  const directory = await installPackages(line, node);
  copySources(directory);
  const log = join(directory, 'matrix.log');
  const began = performance.now();
  const code = await runTests({ node, directory, log, files });
  const seconds = Math.round((performance.now() - began) / 1000);
  return { line: line.name, versions: versionsIn(directory, node), seconds, log, ...reportOf(directory, code) };
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

/** @param {{ node: string, directory: string, log: string, files: readonly string[] }} what */
async function runTests({ node, directory, log, files }) {
  const reporter = ['--reporter', './scripts/matrix/reporter.cjs'];
  const command =
    files.length === 0
      ? ['npm', 'test', '--', ...reporter]
      : ['sh', '-c', 'npm run --silent build && exec npx mocha "$@"', 'sh', ...reporter, ...files];
  const child = spawn(command[0], command.slice(1), {
    cwd: directory,
    env: {
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
  output.end();
  return code;
}

/**
 * @param {string} directory
 * @param {number | null} code
 */
function reportOf(directory, code) {
  const path = join(directory, REPORT);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const failed = [{ title: 'npm test', message: `ended with ${code} before its end: see the log` }];
  return { passes: 0, failures: 1, pending: 0, failed, skipped: [] };
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
