import assert from 'node:assert/strict';
import { fixture, runJson } from '../support/fixtures';
import { startStubServer } from '../attach/stubServer';
import { useWorld } from '../support/useWorld';

/** Spans by the scope that made them, for the calls in each state of the process. */
interface Report {
  readonly states: Record<string, Record<string, string[]>>;
  readonly errors: string[];
}

const OURS = 'opentelemetry-instrumentation-sqs';
const CALLS = ['SQS.ListQueues', 'S3.HeadBucket'];
const STOCK = '@opentelemetry/instrumentation-aws-sdk';

describe('beside the stock AWS instrumentation', () => {
  const server = useWorld(startStubServer);

  for (const order of [
    'ours,stock',
    'stock,ours',
    'ours,sdk,stock',
    'stock,sdk,ours',
    'sdk,stock,ours',
    'sdk,ours,stock',
  ]) {
    describe(`enabled as ${order}`, () => {
      let report: Report;
      before(async () => {
        report = await runJson<Report>(fixture('stock.cjs'), {
          args: [order],
          env: { ENDPOINT: server.endpoint },
        });
      });

      it('has exactly one span for each call: ours, or that of the stock one while ours is off', () => {
        // The stock one cannot attach to an SDK that was there before.
        const stock = order.startsWith('sdk') || order.endsWith('sdk,stock') ? undefined : CALLS;
        for (const [state, spans] of Object.entries(report.states)) {
          if (state.startsWith('both')) assert.deepEqual(spans, { [OURS]: CALLS }, state);
          if (state.startsWith('stock')) assert.deepEqual(spans, { ...(stock && { [STOCK]: stock }) }, state);
        }
      });

      it('leaves working clients behind when either is disabled, in any order', () => {
        for (const [state, spans] of Object.entries(report.states)) {
          const ours = state.startsWith('both') || state.startsWith('ours');
          assert.deepEqual(spans[OURS] ?? [], ours ? CALLS : [], state);
        }
        assert.deepEqual(report.errors, []);
      });
    });
  }
});
