import { execFileSync } from 'node:child_process';

/** Some forty mutants, which take two or three minutes. */
const MOST_LINES = 40;
/** A piece holds whole statements, mostly: a mutant must be within one. */
const LINES_OF_A_PIECE = 15;

/** @typedef {{ file: string, first: number, last: number }} Lines */

/**
 * @param {string} root
 * @param {string | undefined} wanted a commit; without one the fork from the main branch, or the commit before
 * @returns {string | undefined} undefined where the history does not have it: a shallow clone, or a first commit
 */
export function baseCommit(root, wanted) {
  const head = git(root, 'rev-parse', 'HEAD');
  const fork = wanted ?? git(root, 'merge-base', 'HEAD', 'origin/main');
  const base = fork === undefined || fork === head ? 'HEAD^' : fork;
  return git(root, 'rev-parse', '--verify', '--quiet', `${base}^{commit}`);
}

/**
 * @param {string} root
 * @param {string} base
 * @returns {Lines[]} of src that differ from that commit, also those that are not committed
 */
export function changedLines(root, base) {
  return linesOf(git(root, 'diff', '--unified=0', '--no-color', '--no-ext-diff', base, '--', 'src') ?? '');
}

/**
 * @public for tests, which need no history for it
 * @param {string} diff without lines around the changes
 * @returns {Lines[]}
 */
export function linesOf(diff) {
  const lines = [];
  let [file, before] = ['', ''];
  for (const line of diff.split('\n')) {
    // A line of the file may look like that, too.
    if (before.startsWith('--- ')) file = line.slice('+++ b/'.length);
    before = line;
    const [, first, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    // A hunk of none has only removed some.
    if (first === undefined || count === '0') continue;
    lines.push({ file, first: Number(first), last: Number(first) + Number(count) - 1 });
  }
  return lines;
}

/**
 * @param {readonly Lines[]} changed
 * @param {number} [most]
 * @returns {Lines[]} all, or a sample of so many lines from everywhere: the same one each time
 */
export function sample(changed, most = MOST_LINES) {
  const pieces = changed.flatMap(inPieces);
  const total = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  if (total <= most) return [...changed];
  let [passed, taken] = [0, 0];
  return pieces.filter((piece) => {
    passed += lengthOf(piece);
    // As many are taken as are due so far.
    if (taken + lengthOf(piece) > (most * passed) / total) return false;
    taken += lengthOf(piece);
    return true;
  });
}

/** @param {Lines} lines @returns {Lines[]} */
function inPieces({ file, first, last }) {
  const pieces = [];
  for (let from = first; from <= last; from += LINES_OF_A_PIECE) {
    pieces.push({ file, first: from, last: Math.min(from + LINES_OF_A_PIECE - 1, last) });
  }
  return pieces;
}

/** @param {Lines} lines */
function lengthOf({ first, last }) {
  return last - first + 1;
}

/** @param {string} root @param {string[]} args @returns {string | undefined} */
function git(root, ...args) {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
