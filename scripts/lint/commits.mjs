// Checks the subjects of commits, one on each line of standard input:
// `git log --no-merges --format=%s main..HEAD | node scripts/lint/commits.mjs`
import { readFileSync } from 'node:fs';

/** The types that the history of this repository uses: https://www.conventionalcommits.org/en/v1.0.0/ */
const TYPES = ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'ci', 'build', 'chore', 'revert'];
const SUBJECT = new RegExp(`^(?:${TYPES.join('|')})(?:\\([\\w./-]+\\))?!?: (?!\\s).*[^.\\s]$`);
const MAX_LENGTH = 100;

/** @param {string} subject @returns {string | undefined} what is wrong with it */
function faultOf(subject) {
  if (subject.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`;
  // Git itself writes these subjects.
  if (/^Revert ".+"$/.test(subject)) return undefined;
  return SUBJECT.test(subject) ? undefined : `not "<type>(<scope>)!: <what it does>", of ${TYPES.join(', ')}`;
}

const subjects = readFileSync(0, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');
if (subjects.length === 0) {
  console.error('no commit to look at');
  process.exitCode = 1;
}
for (const subject of subjects) {
  const fault = faultOf(subject);
  if (fault === undefined) continue;
  console.error(`${subject}\n  ${fault}`);
  process.exitCode = 1;
}
