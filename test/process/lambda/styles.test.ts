import assert from 'node:assert/strict';
import { type SeenInvocation, assertSameInvocation } from '../../differential/invocations';
import { fixture, runJson } from '../../support/fixtures';

/** One invocation, as the runtime saw it. */
interface Report {
  readonly style: string;
  readonly end: string;
  /** What the handler did, one by one, and then the response: `done` or `error`, and its JSON. */
  readonly happened: readonly [...string[], [outcome: string, json: string]];
  /** Of each exported process span: the message, and whether it failed. */
  readonly failed: readonly [string, boolean][];
}

/** Throws at once: the runtime has an answer before anybody can hold it back. Its spans come with the next invocation. */
const NOT_HELD = /^no promise|^nothing but work|then throws$/;
/** The runtime cannot write it down, which only it finds out. */
const NOT_WRITTEN = 'context.done of a cycle';

describe('a handler of every style, without and with wrapHandler', () => {
  for (const version of [22, 24]) {
    describe(`in a runtime like that of Node.js ${version}`, () => {
      const run = (wrapped: number) =>
        runJson<Report[]>(fixture('lambda/styles.cjs'), { env: { RUNTIME: `${version}`, WRAPPED: `${wrapped}` } });
      let pairs: [Report, Report][];
      before(async () => {
        const [plain, wrapped] = await Promise.all([run(0), run(1)]);
        assert.equal(plain.length, wrapped.length);
        pairs = plain.map((report, index) => [report, wrapped[index] ?? assert.fail()]);
        assert.ok(pairs.length > 40);
      });

      it('has the same response, after all that was done before it', () => {
        for (const [plain, wrapped] of pairs) {
          assertSameInvocation(invocationOf(wrapped), invocationOf(plain), `${plain.style}, ${plain.end}`);
        }
      });

      it('has exported its spans by then, and every message has the outcome that SQS acts on', () => {
        let seen = 0;
        for (const [{ style, end, happened }, { failed }] of pairs) {
          const [outcome, json] = happened.at(-1) as [string, string];
          if (NOT_HELD.test(style) || style === NOT_WRITTEN || json.includes('CallbackHandlerDeprecated')) continue;
          const all = outcome === 'error';
          const expected = [
            ['a', all],
            ['b', all || json.includes('batchItemFailures')],
          ];
          assert.deepEqual(failed, expected, `${style}, ${end}`);
          seen += 1;
        }
        assert.ok(seen > 35);
      });
    });
  }
});

function invocationOf({ happened }: Report): SeenInvocation {
  return { happened: happened.slice(0, -1), response: happened.at(-1) };
}
