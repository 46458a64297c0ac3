/**
 * What Stryker's report of mutants says of the rooms.
 * https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema
 *
 * @typedef {{ line: number, column: number }} Position both from 1
 * @typedef {object} Mutant
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {string} status
 * @property {boolean} [static] whether it is in what runs while a file loads, be it once more in a test
 * @property {{ start: Position, end: Position }} location
 * @typedef {{ files: Record<string, { source: string, mutants: readonly Mutant[] }> }} Report
 *
 * A mutant that no test notices, for a reason. It has no line, which any change would move.
 * @typedef {{ file: string, mutator: string, original: string, replacement: string }} Change
 * @typedef {Change & { reason: string }} Known
 *
 * @typedef {object} Row
 * @property {string} room
 * @property {number} gate
 * @property {number} mutants
 * @property {number} killed
 * @property {number} survived
 * @property {number} reasoned
 * @property {number} elsewhere only runs where these tests do not come by, and is not counted
 * @property {number} score per cent of those without a reason
 */

const DEAD = new Set(['Killed', 'Timeout']);
const ALIVE = new Set(['Survived', 'NoCoverage']);
/** So much of a text tells it from others. */
const LENGTH = 160;

/**
 * @param {Report} report
 * @param {readonly { name: string, gate: number, alone?: boolean }[]} rooms
 * @param {readonly Known[]} known
 * @returns {{ rows: Row[], survivors: (Change & { line: number })[], stale: Known[] }} `stale`: known ones of these files
 *   that a test notices now, or that are no more
 */
export function evaluate(report, rooms, known) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  const survivors = [];
  const seen = new Set();
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const room = rooms.find(({ name }) => file.startsWith(`src/${name}/`));
    if (room === undefined) continue;
    const row = rows.get(room.name) ?? emptyRow(room);
    rows.set(room.name, row);
    for (const mutant of mutants) {
      if (DEAD.has(mutant.status)) row.killed += 1;
      // Files were loaded without it.
      if (!ALIVE.has(mutant.status) || mutant.static) continue;
      if (room.alone && mutant.status === 'NoCoverage') {
        row.elsewhere += 1;
        continue;
      }
      const change = changeOf(file, source, mutant);
      const reason = known.find((each) => keyOf(each) === keyOf(change));
      if (reason) seen.add(reason);
      else survivors.push({ ...change, line: mutant.location.start.line });
      row[reason ? 'reasoned' : 'survived'] += 1;
    }
  }
  const stale = known.filter((each) => Object.hasOwn(report.files, each.file) && !seen.has(each));
  return { rows: [...rows.values()].map(withSum), survivors, stale };
}

/**
 * The report of an earlier run without what survived then and has no reason: that is tried again, as tests may be better.
 *
 * @template {Report} R
 * @param {R} report
 * @param {readonly Known[]} known
 * @returns {R}
 */
export function withoutSurvivors(report, known) {
  const keys = new Set(known.map(keyOf));
  const files = Object.entries(report.files).map(([file, entry]) => {
    const kept = entry.mutants.filter(
      (mutant) => !ALIVE.has(mutant.status) || keys.has(keyOf(changeOf(file, entry.source, mutant))),
    );
    return [file, { ...entry, mutants: kept }];
  });
  return { ...report, files: Object.fromEntries(files) };
}

/** @param {{ name: string, gate: number }} room @returns {Row} */
function emptyRow({ name, gate }) {
  return { room: name, gate, mutants: 0, killed: 0, survived: 0, reasoned: 0, elsewhere: 0, score: 100 };
}

/** @param {Row} row @returns {Row} */
function withSum(row) {
  const { killed, survived, reasoned } = row;
  const counted = killed + survived;
  return { ...row, mutants: counted + reasoned, score: counted === 0 ? 100 : (100 * killed) / counted };
}

/**
 * @param {string} file
 * @param {string} source
 * @param {Mutant} mutant
 * @returns {Change}
 */
function changeOf(file, source, { mutatorName, replacement = '', location: { start, end } }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // The end first: it may be on the line of the beginning.
  lines[lines.length - 1] = lines.at(-1)?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0].slice(start.column - 1);
  return { file, mutator: mutatorName, original: short(lines.join(' ')), replacement: short(replacement) };
}

/** @param {string} text */
function short(text) {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, LENGTH);
}

/** @param {Change} change */
function keyOf({ file, mutator, original, replacement }) {
  return JSON.stringify([file, mutator, original, replacement]);
}
