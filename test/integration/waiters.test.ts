import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { startAwsServer } from '../support/awsServer';
import { startDynamo } from '../support/dynamo';
import { type HelperSpan, type HelperSteps, runHelpers, step } from './helperRuns';
import { useWorld } from '../support/useWorld';

const UNSET = SpanStatusCode.UNSET as number;
const ERROR = SpanStatusCode.ERROR as number;

for (const [fixture, kind] of [
  ['helperRunsOf.cjs', 'a CommonJS application'],
  ['helperRunsOf.mjs', 'an ES module application'],
] as const) {
  describe(`the waiters of ${kind}`, () => {
    const server = useWorld(startAwsServer);
    let steps: HelperSteps;
    before(async () => void (steps = await runHelpers(fixture, server.endpoint)));

    it('make calls that can be seen together, and the 404 that they wait through is no error', () => {
      const { value, spans } = step(steps, 'waiter');
      assert.equal(value, 'SUCCESS');
      const polls = spans.filter(({ name }) => name === 'S3.HeadObject');
      assert.ok(polls.length >= 2, `${polls.length} polls`);
      assert.equal(new Set(polls.map(({ run }) => run)).size, 1);
      assert.match(String(polls[0]?.run), /^[0-9a-f]{16}$/);
      for (const poll of polls) assert.equal(poll.helper, 'waitUntilObjectExists');
      for (const poll of polls.slice(0, -1)) assert.deepEqual(outcome(poll), [404, UNSET, 0, undefined]);
      assert.deepEqual(outcome(polls.at(-1)), [200, UNSET, 0, undefined]);
    });

    it('leave calls alone that the application makes meanwhile', () => {
      const put = step(steps, 'waiter').spans.find(({ name }) => name === 'S3.PutObject');
      assert.equal(put?.run, undefined);
      assert.equal(put?.helper, undefined);
    });

    it('the same 404 is an error to whoever asks without a waiter', () => {
      const { value, spans } = step(steps, 'ownError');
      assert.equal(value, 'NotFound');
      assert.deepEqual(spans.map(outcome), [[404, ERROR, 1, 'NotFound']]);
      assert.equal(spans[0]?.run, undefined);
    });

    it('make children of the span that waits', () => {
      const { spans } = step(steps, 'inSpan');
      const work = spans.find(({ name }) => name === 'work');
      const poll = spans.find(({ name }) => name === 'S3.HeadObject');
      assert.equal(poll?.parent, work?.span);
      assert.equal(poll?.helper, 'waitUntilObjectNotExists');
      assert.deepEqual(outcome(poll), [404, UNSET, 0, undefined]);
    });

    it('are told also where they are methods of the client', () => {
      const { value, spans } = step(steps, 'aggregated');
      assert.equal(value, 'SUCCESS');
      assert.deepEqual(
        spans.map(({ name, helper }) => [name, helper]),
        [['S3.HeadBucket', 'waitUntilBucketExists']],
      );
    });

    it('report what they did not expect', () => {
      const { value, spans } = step(steps, 'denied');
      assert.equal(value, 'TimeoutError');
      assert.ok(spans.length > 0);
      for (const span of spans) assert.deepEqual(outcome(span), [undefined, ERROR, 1, 'ECONNREFUSED']);
      assert.equal(new Set(spans.map(({ run }) => run)).size, 1);
    });
  });
}

describe('the waiters of DynamoDB', () => {
  const server = useWorld(startDynamo);
  let steps: HelperSteps;
  before(async () => void (steps = await runHelpers('helperRunsOfDynamo.cjs', server.endpoint)));

  it('expect a table that is not there, although DynamoDB says so by a 400', () => {
    const { value, spans } = step(steps, 'waiter');
    assert.equal(value, 'SUCCESS');
    const polls = spans.filter(({ name }) => name === 'DynamoDB.DescribeTable');
    assert.deepEqual(outcome(polls[0]), [400, UNSET, 0, undefined]);
    assert.deepEqual(outcome(polls.at(-1)), [200, UNSET, 0, undefined]);
    assert.deepEqual([...new Set(polls.map(({ helper }) => helper))], ['waitUntilTableExists']);
  });

  it('and the paginators of the document client can be seen together', () => {
    const { value, spans } = step(steps, 'pages');
    assert.deepEqual(new Set(value as string[]), new Set(['a', 'b']));
    assert.ok(spans.length >= 2);
    assert.equal(new Set(spans.map(({ run }) => run)).size, 1);
    for (const { name, helper } of spans) assert.deepEqual([name, helper], ['DynamoDB.Scan', 'paginateScan']);
  });
});

function outcome(span: HelperSpan | undefined): unknown[] {
  return [span?.httpStatus, span?.status, span?.events, span?.errorType];
}
