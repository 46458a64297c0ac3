import assert from 'node:assert/strict';
import { startAwsServer } from '../support/awsServer';
import { type HelperSteps, runHelpers, step } from './helperRuns';
import { useWorld } from '../support/useWorld';

const KEYS = ['a', 'b', 'late'];

for (const [fixture, kind] of [
  ['helperRunsOf.cjs', 'a CommonJS application'],
  ['helperRunsOf.mjs', 'an ES module application'],
] as const) {
  describe(`the paginators of ${kind}`, () => {
    const server = useWorld(startAwsServer);
    let steps: HelperSteps;
    before(async () => void (steps = await runHelpers(fixture, server.endpoint)));

    const runsOf = (name: string): (string | undefined)[] => step(steps, name).spans.map(({ run }) => run);

    it('make calls that can be seen together, a span each', () => {
      const { value, spans } = step(steps, 'pages');
      assert.deepEqual(value, KEYS);
      assert.equal(spans.length, KEYS.length);
      for (const { name, helper } of spans) {
        assert.deepEqual([name, helper], ['S3.ListObjectsV2', 'paginateListObjectsV2']);
      }
      const runs = new Set(runsOf('pages'));
      assert.equal(runs.size, 1);
      assert.match(String([...runs][0]), /^[0-9a-f]{16}$/);
    });

    it('that run at the same time are told apart', () => {
      assert.deepEqual(step(steps, 'concurrent').value, [KEYS, KEYS]);
      const runs = runsOf('concurrent');
      const [one, another, ...more] = new Set(runs);
      assert.deepEqual(more, []);
      assert.deepEqual(
        [one, another].map((id) => runs.filter((run) => run === id).length),
        [KEYS.length, KEYS.length],
      );
    });

    it('may be abandoned at any page: no span stays open', () => {
      assert.equal(step(steps, 'abandoned').value, 1);
      assert.equal(runsOf('abandoned').length, 1);
      assert.ok(runsOf('abandoned')[0] !== undefined);
    });

    it('make each call a child of the span that asks for the page', () => {
      const { value, spans } = step(steps, 'parents');
      const pages = spans.filter(({ name }) => name === 'S3.ListObjectsV2');
      assert.deepEqual(
        pages.map(({ parent }) => parent),
        value,
      );
      assert.equal(new Set(pages.map(({ run }) => run)).size, 1);
    });

    it('leave the calls alone that the application makes between pages', () => {
      const { spans } = step(steps, 'between');
      assert.deepEqual(
        spans.map(({ name, run }) => [name, run !== undefined]),
        [
          ['S3.ListObjectsV2', true],
          ['S3.PutObject', false],
          ['S3.ListObjectsV2', true],
        ],
      );
    });

    it('go on without a trace once the instrumentation is switched off', () => {
      const { value, spans } = step(steps, 'disabled');
      assert.deepEqual(value, KEYS);
      assert.deepEqual(spans, []);
    });
  });
}
