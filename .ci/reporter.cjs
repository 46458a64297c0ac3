// mocha's spec reporter, which also writes the counts of the run and its failures, as JSON, to the file that $CI_RESULTS
// names.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { CI_RESULTS } = process.env;
// Tests that run tests have no part in it.
delete process.env.CI_RESULTS;

module.exports = class RecordingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const failed = this.failures.map((test) => ({ title: test.fullTitle(), error: textOf(test.err) }));
      writeFileSync(CI_RESULTS, JSON.stringify({ passes, failures, pending, failed }));
    });
  }
};

/** From worker processes errors come as plain objects. */
function textOf(error) {
  return String(error?.stack ?? error?.message ?? error);
}
