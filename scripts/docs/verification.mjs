import { readFileSync } from 'node:fs';
import { readResults } from '../matrix/results.mjs';
import { readResults as readMutations } from '../mutation/results.mjs';
import { percent } from '../mutation/tell.mjs';
import { table } from './markdown.mjs';

/** Each promise of docs/verification.md, and what was counted or measured for it. */
const PROMISES = [
  [
    'A call comes out as it would without telemetry',
    () =>
      random('FUZZ_CASES', 'random sequences of calls') +
      ', ' +
      random('FUZZ_PROGRAMS', 'random programs') +
      ', each without and with it',
  ],
  [
    'SQS rejects no message because of it',
    () => random('FAULT_MESSAGES', 'messages under faults of network and service'),
  ],
  ['It works with the SDK that you have', versions],
  [
    'Others understand it, and it understands others',
    () =>
      `${count('world/results.json', Object.values, (rows) => rows.length)} pairs and requests with other implementations`,
  ],
  ['It costs little', costs],
  ['Memory stays flat', memory],
  ['Off means off', () => `${range('full ÷ stock', 'no SDK')} of the stock package's cost without an SDK`],
];

function figures() {
  return table(
    ['Promise', 'Figures'],
    PROMISES.map(([promise, tell]) => [promise, tell()]),
  );
}

/**
 * An hour in which somebody who has not built it tried to break an area.
 *
 * @typedef {{ date: string, area: string, tried: string, broke: number, kinds: string }} Hour
 */
function hours() {
  /** @type {Hour[]} */
  const rows = read('scripts/verification/hours.json');
  return table(
    ['Date', 'Area', 'Tried', 'Broke', 'What broke, and is mended'],
    rows.map(({ date, area, tried, broke, kinds }) => [date, area, tried, broke, kinds]),
  );
}

/** Where nobody comes by in this process is `elsewhere`: `evaluate` in scripts/mutation says what counts. */
function mutations() {
  return table(
    ['Room', 'Mutants', 'Noticed', 'Gate', 'Survive for a reason', 'Run elsewhere'],
    readMutations().map(({ room, mutants, score, gate, reasoned, elsewhere }) => [
      `\`${room}\``,
      `${mutants}`,
      percent(score),
      `${gate} %`,
      `${reasoned}`,
      `${elsewhere}`,
    ]),
  );
}

/** @param {string} variable of a script, with the count that it runs with @param {string} what */
function random(variable, what) {
  const { scripts } = read('package.json');
  const [, size] = new RegExp(`\\{${variable}:-(\\d+)\\}`).exec(Object.values(scripts).join(' ')) ?? [];
  if (size === undefined) throw new Error(`no script has ${variable}`);
  return `${Number(size).toLocaleString('en-US')} ${what}`;
}

function versions() {
  const sdks = read('test/compat/results.json').length;
  const hosts = count(
    'test/compat/hosts.json',
    (rows) => rows,
    ({ nodes }) => nodes.length,
  );
  const lines = readResults();
  const passed = lines.reduce((sum, row) => sum + row.passed, 0).toLocaleString('en-US');
  const tested = lines.length > 0 ? `; ${passed} tests on ${lines.length} lines of Node.js and OpenTelemetry` : '';
  return `${sdks} releases of the SDK; runners, layouts and hosts in ${hosts} cells${tested}`;
}

function costs() {
  const [sampled, unsampled] = [range('full ÷ stock', 'sampled'), range('full ÷ stock', 'unsampled')];
  return `of the stock package's cost, by operation: sampled ${sampled}, \`standard\` ${range('standard ÷ stock', 'sampled')}, unsampled ${unsampled}`;
}

/** A batch with create spans has eleven spans, where the stock package has one. */
const OTHER_TELEMETRY = 'SendMessageBatch × 10';

/** @param {string} ratio @param {string} mode */
function range(ratio, mode) {
  const values = read('bench/results.json')
    .rows.filter((row) => row.layer === 'stub' && row.mode === mode && row.row !== OTHER_TELEMETRY)
    .flatMap(({ ratios }) => ratios[ratio]?.median ?? []);
  return [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2)).join(' to ');
}

function memory() {
  return read('test/soak/results.json')
    .figures.map(
      ({ what, mode, done, bytesEach }) => `${done.toLocaleString('en-US')} ${what}, ${mode}: ${bytesEach} bytes each`,
    )
    .join('; ');
}

/**
 * @param {string} path
 * @param {(read: any) => any[]} rowsOf
 * @param {(row: any) => number} countOf
 */
function count(path, rowsOf, countOf) {
  return rowsOf(read(path)).reduce((sum, row) => sum + countOf(row), 0);
}

/** @param {string} path @returns {any} */
function read(path) {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
}

export const verificationTables = {
  'verification-figures': figures,
  'verification-mutations': mutations,
  'verification-hours': hours,
};
