// mocha's spec reporter, which also appends the counts of the run, as a line of JSON, to the file that $CI_COUNTS names.
const { appendFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      appendFileSync(process.env.CI_COUNTS, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
};
