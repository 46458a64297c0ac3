// mocha's spec reporter, which also writes the counts of the run, and what failed or was skipped, to $MATRIX_REPORT.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Runner.constants;
/** As much as is needed to see what kind of failure it is: the log has the rest. */
const LINES = 4;

module.exports = class MatrixReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const [failed, skipped] = [[], []];
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      const message = firstLines(String(error?.message ?? error));
      failed.push({ title: test.fullTitle(), file: test.file, message });
      // Long before mocha prints its list.
      console.log(`${test.file}: ${message}`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(process.env.MATRIX_REPORT, JSON.stringify({ passes, failures, pending, failed, skipped }));
    });
  }
};

function firstLines(text) {
  return text.split('\n').slice(0, LINES).join('\n');
}
