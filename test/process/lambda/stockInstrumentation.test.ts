import assert from 'node:assert/strict';
import { fixture, runJson } from '../../support/fixtures';

interface Report {
  readonly response: unknown;
  /** Scope, name, parent's name and status of each span. */
  readonly tree: [string, string, string, number][];
}

const OURS = 'opentelemetry-instrumentation-sqs';

describe('wrapSqsHandler beside @opentelemetry/instrumentation-aws-lambda', () => {
  it("the invocation's span is the parent of the event's, and the response passes through both", async () => {
    const { response, tree } = await runJson<Report>(fixture('lambdaRuntime.cjs'));
    assert.deepEqual(response, { batchItemFailures: [{ itemIdentifier: 'b' }] });
    assert.deepEqual(
      tree.filter(([scope, name]) => scope === OURS || name === 'shop' || name === 'work'),
      [
        ['application', 'work', 'process orders', 0],
        ['application', 'work', 'process orders', 0],
        [OURS, 'process orders', 'orders process', 0],
        [OURS, 'process orders', 'orders process', 2],
        [OURS, 'orders process', 'shop', 2],
        ['aws-lambda', 'shop', 'none', 0],
      ],
    );
  });
});
