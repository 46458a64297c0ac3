/** @typedef {import('./evaluate.mjs').Row} Row */

const COLUMNS = ['room', 'mutants', 'killed', 'survived', 'reasoned', 'elsewhere', 'score', 'gate'];

/**
 * @param {Row} row
 * @param {number} allowed so many may survive in spite of the gate
 */
export function passes({ score, gate, survived }, allowed) {
  return score >= gate || survived <= allowed;
}

/**
 * What survived, as an entry of survivors.json has it, and the sums of the rooms.
 *
 * @param {readonly ReturnType<typeof import('./evaluate.mjs').evaluate>[]} results
 * @param {number} allowed
 * @returns {string}
 */
export function tell(results, allowed) {
  const survivors = results.flatMap((result) => result.survivors);
  const rows = results.flatMap((result) => result.rows);
  const stale = results.flatMap((result) => result.stale);
  return [
    ...survivors.map(({ line, ...change }) => `survived  ${change.file}:${line}\n  ${JSON.stringify(change)}`),
    ...stale.map((known) => `stale, for it does not survive: ${JSON.stringify(known)}`),
    '',
    ...aligned([COLUMNS, ...rows.map((row) => cells(row, allowed))]),
  ].join('\n');
}

/** @param {Row} row @param {number} allowed */
function cells(row, allowed) {
  const { room, mutants, killed, survived, reasoned, elsewhere, score, gate } = row;
  const end = passes(row, allowed) ? '' : '  FAILED';
  return [room, mutants, killed, survived, reasoned, elsewhere, percent(score), `${gate} %${end}`];
}

/** @param {number} score @returns {string} not rounded up to a gate */
export function percent(score) {
  return `${(Math.floor(score * 10) / 10).toFixed(1)} %`;
}

/** @param {readonly (readonly unknown[])[]} rows */
function aligned(rows) {
  return rows.map((row) =>
    row
      .map((cell) => String(cell).padEnd(12))
      .join('')
      .trimEnd(),
  );
}
