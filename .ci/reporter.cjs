// mocha's spec reporter, which also appends the counts of the run and its failures, as a line of JSON, to the file that
// $CI_RESULTS names.
const { appendFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class RecordingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const failed = this.failures.map((test) => ({ title: test.fullTitle(), error: textOf(test.err) }));
      appendFileSync(process.env.CI_RESULTS, `${JSON.stringify({ passes, failures, pending, failed })}\n`);
    });
  }
};

/** From worker processes errors come as plain objects. */
function textOf(error) {
  return String(error?.stack ?? error?.message ?? error);
}
