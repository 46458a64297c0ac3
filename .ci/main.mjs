// Runs the steps, two side by side. A step that fails is remembered, and those after it still run, so that one run shows all
// that is wrong: at the end, where a log that was cut off still has it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onlyThese, worthAnotherRun } from './again.mjs';
import { STEPS } from './steps.mjs';

const LANES = 2;
/** A step that hangs is ended: a cold build of the foreign counterparts takes half of this. */
const LIMIT = 3_600_000;
const LINES_OF_A_FAILURE = 12;
const LINES_OF_A_LOG = 25;

let logs = 0;
const directory = mkdtempSync(join(tmpdir(), 'ci-'));
/** @typedef {{ passes: number, failures: number, pending: number, failed: { title: string, error: string }[] }} Result */
/** @typedef {{ step: import('./steps.mjs').Step, seconds: number, passed: boolean, result?: Result, log: string[], unstable?: Result['failed'] }} Ending */
/** @type {Ending[]} */
const ended = [];
/** @type {Set<Promise<void>>} */
const running = new Set();

try {
  for (const step of STEPS) {
    while (running.size >= (step.alone ? 1 : LANES)) await Promise.race(running);
    const done = run(step).finally(() => running.delete(done));
    running.add(done);
    if (step.alone) await done;
  }
  await Promise.all(running);
  for (const ending of worthAnotherRun(ended)) await runAgain(ending);
  process.exitCode = report() ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** @param {import('./steps.mjs').Step} step */
async function run(step) {
  console.log(`begins  ${nameOf(step)}`);
  const ending = await outcomeOf(step);
  ended.push(ending);
  const { passed, seconds, result } = ending;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${nameOf(step)}, ${seconds} s${result ? `: ${counts(result)}` : ''}`);
  if (!passed) explain(ending);
}

/**
 * A few tests that fail beside other work are run once more, alone: those that pass then are named in the report, and do not
 * make the run fail.
 *
 * @param {Ending} ending
 */
async function runAgain(ending) {
  const { result } = ending;
  console.log(`again   ${nameOf(ending.step)}: ${result.failed.map(({ title }) => title).join(', ')}`);
  const { result: second } = await outcomeOf(onlyThese(ending.step, result.failed));
  const well = second?.failures === 0 && second.passes >= result.failed.length;
  console.log(`${well ? 'passed' : 'FAILED'}  again`);
  if (!well) return;
  ending.unstable = result.failed;
  ending.passed = true;
  ending.result = { ...result, passes: result.passes + result.failures, failures: 0 };
}

/**
 * @param {import('./steps.mjs').Step} step
 * @returns {Promise<Ending>}
 */
async function outcomeOf(step) {
  const { script, suite = false, env = {}, grep } = step;
  const args = [...(step.args ?? (suite ? ['--reporter', './.ci/reporter.cjs'] : []))];
  if (grep !== undefined) args.push('--grep', grep);
  const log = join(directory, `${(logs += 1)}.log`);
  const results = `${log}.results`;
  const began = Date.now();
  const output = openSync(log, 'w');
  const child = spawn('npm', ['run', script, '--', ...args], {
    // What the caller has set is stronger: a release sets the full sizes.
    env: { ...env, ...process.env, CI_RESULTS: results },
    stdio: ['ignore', output, output],
    // A group of its own, which ends as one.
    detached: true,
  });
  const limit = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), LIMIT);
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  clearTimeout(limit);
  const seconds = Math.round((Date.now() - began) / 1000);
  const result = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const passed = status === 0 && (!suite || ranTests(result));
  return { step, seconds, passed, result, log: lines.slice(-LINES_OF_A_LOG) };
}

/** @param {import('./steps.mjs').Step} step */
function nameOf({ script, args = [] }) {
  return [script, ...args].join(' ');
}

/** @param {Ending} ending */
function explain({ step, result, log }) {
  const failures = result?.failed ?? [];
  printFailures(failures);
  // What a tool said last, or a suite that passed its tests and failed.
  if (failures.length === 0) print(log);
  if (step.suite && !ranTests(result)) print(['the suite ended early or ran no test']);
}

/** @param {Result['failed']} failures */
function printFailures(failures) {
  for (const { title, error } of failures) {
    print([
      title,
      ...error
        .split('\n')
        .slice(0, LINES_OF_A_FAILURE)
        .map((line) => `  ${line}`),
    ]);
  }
}

/** @param {readonly string[]} lines */
function print(lines) {
  console.log(lines.map((line) => `  | ${line}`).join('\n'));
}

/** @returns {boolean} whether all is well */
function report() {
  console.log('');
  for (const { step, seconds } of ended) console.log(`${String(seconds).padStart(5)} s  ${nameOf(step)}`);
  for (const { step, unstable } of ended.filter((ending) => ending.unstable)) {
    console.log(`unstable, failed once and passed alone: ${nameOf(step)}`);
    printFailures(unstable);
  }
  const failed = ended.filter(({ passed }) => !passed);
  for (const ending of failed) {
    console.log(`failed step: ${nameOf(ending.step)}`);
    explain(ending);
  }
  const total = { passes: 0, failures: 0, pending: 0 };
  for (const { result } of ended) {
    for (const key in total) total[key] += result?.[key] ?? 0;
  }
  console.log(`\n${counts(total)}`);
  return failed.length === 0;
}

/** @param {Result | undefined} result */
function ranTests(result) {
  return result !== undefined && result.passes + result.failures + result.pending > 0;
}

/** @param {Pick<Result, 'passes' | 'failures' | 'pending'>} result */
function counts({ passes, failures, pending }) {
  return `${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`;
}
