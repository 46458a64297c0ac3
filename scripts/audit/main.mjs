// `npm run audit`: what is known against the packages in package-lock.json. The lock file itself is checked everywhere; the
// advisories are with the registry, so where it does not answer, one line says that they were not looked at.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { problemsOf } from './lockFile.mjs';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
const problems = problemsOf(lock);
for (const problem of problems) console.log(`package-lock.json: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`package-lock.json: ${Object.keys(lock.packages).length} entries, all with a checksum`);

// What users get counts most: it has no dependencies but the viewer's one.
for (const options of [['--omit=dev'], ['--audit-level=high']]) advisories(options);

/** @param {readonly string[]} options */
function advisories(options) {
  const { stdout, stderr, status } = spawnSync('npm', ['audit', ...options], { encoding: 'utf8' });
  const command = ['npm audit', ...options].join(' ');
  if (/audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.test(stderr)) {
    console.log(`${command}: not run, for the registry gives no advisories here`);
    return;
  }
  console.log(`${command}:\n${stdout}${stderr}`);
  if (status !== 0) process.exitCode = 1;
}
