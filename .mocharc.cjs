// For every run of mocha. Its arguments say which files it runs: `npx mocha build/test/services/s3.test.js` runs one.
// Tests run as compiled JavaScript: see CONTRIBUTING.md.
const { MOCHA_GREP } = process.env;
// Tests that run tests have no part in it.
delete process.env.MOCHA_GREP;

module.exports = {
  require: 'build/test/support/setup.js',
  // Generous, for tests start processes, and other tests may be running on the machine.
  timeout: 60_000,
  exit: false,
  // What .ci/run runs again.
  ...(MOCHA_GREP !== undefined && { grep: MOCHA_GREP }),
};
