// Which failures are worth a second look: a machine that does too much at once breaks a test in twenty thousand, which says
// nothing of the change. More than a few are no accident.
const FEW = 3;

/**
 * @param {readonly import('./main.mjs').Ending[]} endings
 * @returns {import('./main.mjs').Ending[]} those that failed in a few tests and nowhere else
 */
export function worthAnotherRun(endings) {
  const failed = endings.filter(({ passed }) => !passed);
  const inTests = ({ step, result }) => step.suite && result?.failed?.length > 0;
  const tests = failed.reduce((sum, { result }) => sum + (result?.failed?.length ?? 0), 0);
  return tests <= FEW ? failed.filter(inTests) : [];
}

/**
 * @param {import('./steps.mjs').Step} step
 * @param {readonly { title: string }[]} tests
 * @returns {import('./steps.mjs').Step} the step with these tests alone
 */
export function onlyThese(step, tests) {
  const titles = tests.map(({ title }) => titleOf(title).replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return {
    ...step,
    // The few tests cover little.
    ...(step.args && { args: step.args.filter((arg) => arg !== '--coverage') }),
    grep: `^(?:${titles.join('|')})`,
  };
}

/** @param {string} title as a suite writes it: a hook belongs to its suite, and the matrix says the line first */
function titleOf(title) {
  return title.replace(/^\d+\/\d+: /, '').replace(/ "(?:before|after) (?:each|all)" hook.*$/s, '');
}
