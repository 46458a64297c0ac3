import assert from 'node:assert/strict';
import { fixture, runJson } from '../../support/fixtures';

interface Report {
  readonly response: unknown;
  /** Scope, name, parent's name and status of each span. */
  readonly tree: [string, string, string, number][];
}

const OURS = 'opentelemetry-instrumentation-sqs';

describe('a wrapped handler beside @opentelemetry/instrumentation-aws-lambda', () => {
  for (const WRAPPER of ['wrapHandler', 'wrapSqsHandler']) {
    it(`has one invocation span above one span a message, and the same response: ${WRAPPER}`, async () => {
      const { response, tree } = await runJson<Report>(fixture('lambdaRuntime.cjs'), { env: { WRAPPER } });
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
  }
});
