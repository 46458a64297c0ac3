/**
 * A step is an npm script. `suite` ends in mocha, whose tests count. `alone`: nothing runs beside it. Suites from the quick
 * versions of all to each in full; a further one is one more line.
 *
 * @typedef {object} Step
 * @property {string} script
 * @property {boolean} [suite]
 * @property {boolean} [alone]
 * @property {readonly string[]} [args] for what is no mocha, and writes the counts itself
 * @property {Record<string, string>} [env]
 * @property {string} [grep] the tests with such titles alone
 */

/** @type {readonly Step[]} in the order in which they begin: the long ones first, that no lane is empty at the end */
export const STEPS = [
  // The others find its output, and leave it as it is.
  { script: 'build', alone: true },
  { script: 'test', suite: true, alone: true },
  // `npm test` has the line 20/2, this the two that are farthest from it, and coverage 22/2: the workflow on GitHub has all.
  { script: 'test:matrix', suite: true, alone: true, args: ['--only', '24/3,26/3'] },
  { script: 'test:matrix', suite: true, args: ['--only', '22/2', '--coverage'] },
  { script: 'test:compat', suite: true },
  // A third of the random calls: CONTRIBUTING.md has them for a release.
  { script: 'test:fuzz', suite: true, env: { FUZZ_CASES: '6000' } },
  { script: 'test:world', suite: true },
  // A fifth of the messages that go over three brokers: CONTRIBUTING.md has them for a release.
  { script: 'test:brokers', suite: true, env: { BROKER_MESSAGES: '1000' } },
  { script: 'test:soak', suite: true },
  { script: 'test:browser', suite: true },
  { script: 'test:apps', suite: true },
  // A fifth of the full size, which takes half an hour: CONTRIBUTING.md has it for a release.
  { script: 'test:faults', suite: true, env: { FAULT_MESSAGES: '20000' } },
  { script: 'test:readme', suite: true },
  // Of a few lines, in some minutes: `npm run mutation` has all of them.
  { script: 'mutation', args: ['--changed'] },
  { script: 'lint' },
  { script: 'docs:check' },
  { script: 'format:check' },
];
