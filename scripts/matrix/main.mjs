// `npm run test:matrix`: all of `npm test` on each supported release of Node.js, with OpenTelemetry 2.x and 3.x.
//   --only 24/3,26   these lines: by name, or all of a release of Node.js
//   --jobs 2         how many run side by side
//   --write          the green ones go into results.json, from which docs/compat.md has its table
//   --grep TITLE     the tests with such titles alone
//   --coverage       what `npm run coverage` runs of it, with its gates
//   FILE …           these compiled test files alone
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NotReachable } from './install.mjs';
import { LINES } from './lines.mjs';
import { writeResults } from './results.mjs';
import { runLine } from './runLine.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
    grep: { type: 'string' },
  },
});
const wanted = values.only?.split(',');
const lines = LINES.filter(({ name, node }) => wanted?.some((each) => [name, `${node}`].includes(each)) ?? true);
if (lines.length === 0)
  throw new Error(`no such line: ${values.only}; there are ${LINES.map(({ name }) => name).join()}`);

// Where .ci/run sums up what the suites say. The tests of a line have no part in it.
const { CI_RESULTS } = process.env;
delete process.env.CI_RESULTS;

const queue = [...lines];
/** @type {import('./runLine.mjs').LineResult[]} */
const results = [];
let unreachable = 0;
await Promise.all(Array.from({ length: Number(values.jobs) }, work));
for (const result of results) tellWhatIsNotGreen(result);
if (values.write && !values.coverage && values.grep === undefined && positionals.length === 0) writeResults(results);
tellSum();

async function work() {
  for (let line = queue.shift(); line !== undefined; line = queue.shift()) await runOrSkip(line);
}

/** @param {import('./lines.mjs').Line} line */
async function runOrSkip(line) {
  try {
    const { coverage, grep } = values;
    const result = await runLine(line, { script: coverage ? 'coverage' : 'test', files: positionals, grep });
    results.push(result);
    const { versions, passes, failures, pending, seconds } = result;
    const what = `Node.js ${versions.node}, OpenTelemetry ${versions.openTelemetry}, AWS SDK ${versions.awsSdk}, sqs-consumer ${versions.sqsConsumer}`;
    console.log(`${line.name}: ${passes} passed, ${failures} failed, ${pending} skipped in ${seconds} s (${what})`);
  } catch (error) {
    if (!(error instanceof NotReachable)) throw error;
    unreachable += 1;
    console.log(`${line.name}: not run, for its packages could not be installed: ${error.message}`);
  }
}

/** @param {import('./runLine.mjs').LineResult} result */
function tellWhatIsNotGreen({ line, failed, skipped, log }) {
  for (const title of skipped) console.log(`${line} skipped: ${title}`);
  if (failed.length === 0) return;
  console.log(`\n${line}: ${failed.length} failed; all of its output is in ${log}`);
  for (const { title, file, message } of failed) {
    console.log(`  ${title}${file === undefined ? '' : `\n    ${file}`}\n    ${message.replaceAll('\n', '\n    ')}`);
  }
}

function tellSum() {
  /** @param {'passes' | 'failures' | 'pending'} key */
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const counts = { passes: sum('passes'), failures: sum('failures'), pending: sum('pending') + unreachable };
  const failed = results.flatMap(({ line, failed: failures }) =>
    failures.map(({ title, message }) => ({ title: `${line}: ${title}`, error: message })),
  );
  if (CI_RESULTS !== undefined) writeFileSync(CI_RESULTS, JSON.stringify({ ...counts, failed }));
  console.log(`\n${counts.passes} passed, ${counts.failures} failed, ${counts.pending} skipped`);
  process.exitCode = counts.failures > 0 ? 1 : 0;
}
