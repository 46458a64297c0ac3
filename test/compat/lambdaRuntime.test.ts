import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { assertSameInvocation } from '../differential/invocations';
import { fixture } from '../support/fixtures';
import { Limited } from '../support/limited';
import { INSTALL_MILLIS, RegistryError } from '../support/npmInstall';
import { installNode, installTools } from './install';
import { type Answer, type Client, type Life, type Way, runFunction } from './lambdaRuntime/runFunction';

/** The rules of both lines in a small runtime of our own are in `test/process/lambda/styles.test.ts`, for every run. */
const FULL = process.env['COMPAT'] === 'full';
const CLIENTS = [
  { version: '3.3.0', script: join('bin', 'index.mjs'), major: 20 },
  { version: '4.0.2', script: 'index.mjs', major: 24 },
] as const;
const WAYS: readonly Way[] = ['wrapHandler', 'wrapSqsHandler', 'register'];

const { promises, values, callbacks } = createRequire(__filename)(fixture('lambda/handlers.cjs')) as Readonly<
  Record<string, object>
>;
const STYLES = [
  ...Object.keys({ ...promises, ...values, ...callbacks }),
  'hangs in a promise',
  'hangs before the callback',
];
/**
 * The runtime has its answer before anybody can hold it back: no promise, no callback that it knows, a throw behind it. The
 * one of Node.js 24 awaits a promise without its own `then`, which never settles for it, and does for the wrapper.
 */
const NOT_HELD = {
  20: /^no promise|^nothing but work|^callback, then throws/,
  24: /^no promise|^nothing but work|^callback|^context\.|^hangs before|^promise that begins its work in then/,
};
/** The runtime cannot write it down, which only it finds out. */
const NOT_WRITTEN = 'context.done of a cycle';
/** The runtime of AWS's own images fails it with this error; that of 3.3.0 answers with null. */
const NODE_EXIT = 'Runtime.NodeJsExit';

for (const { version, script, major } of FULL ? CLIENTS : []) {
  describe(`AWS's runtime client ${version} on Node.js ${major}`, () => {
    const limited = new Limited(2);
    let client: Client;
    before(async function () {
      this.timeout(INSTALL_MILLIS);
      try {
        const directory = await installTools({ 'aws-lambda-ric': version });
        client = {
          node: await installNode(major),
          script: join(directory, 'node_modules', 'aws-lambda-ric', script),
        };
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        console.warn(`      not run: ${error.message.split('\n', 1)[0]}`);
        this.skip();
      }
    });

    for (const style of STYLES) {
      it(`gets the same of a handler, with and without: ${style}`, async () => {
        const run = (way: Way): Promise<Life> => limited.run(() => runFunction(client, style, way));
        const [plain, ...traced] = await Promise.all([run('plain'), ...WAYS.map(run)]);
        assert.ok(plain.answers.length + plain.initErrors.length > 0);
        for (const [index, life] of traced.entries()) {
          const way = WAYS[index] ?? assert.fail();
          assertSameLife(plain, life, way);
          if (way !== 'register')
            for (const answer of life.answers) if (!NOT_HELD[major].test(style)) assertExported(style, answer);
        }
      });
    }

    it('has exported its spans when an empty event loop ends the invocation', async () => {
      const style = 'asynchronous, without end';
      const { answers } = await runFunction(client, style, 'wrapHandler');
      const type = major < 24 ? NODE_EXIT : 'Runtime.ExitError';
      assert.ok(answers.length > 0);
      for (const { exported } of answers) {
        assert.deepEqual(exported, [
          ['a', true, type],
          ['b', true, type],
        ]);
      }
      const { collected } = await runFunction(client, style, 'register');
      assert.equal(collected.filter((name) => name === 'process orders').length, 2 * answers.length);
    });
  });
}

function assertSameLife(plain: Life, traced: Life, way: Way): void {
  const { code, signal, initErrors } = plain;
  assert.deepEqual(
    { code: traced.code, signal: traced.signal, initErrors: traced.initErrors },
    { code, signal, initErrors },
    way,
  );
  const ends = ({ answers }: Life): string[] => answers.map(({ end }) => end);
  assert.deepEqual(ends(traced), ends(plain), way);
  for (const [index, answer] of plain.answers.entries()) {
    assertSameInvocation(traced.answers[index] ?? assert.fail(way), answer, `${way}, ${answer.end}`);
  }
}

/** Every message has the outcome that SQS acts on, and is exported before the response. */
function assertExported(style: string, { end, response: [outcome, json], exported = [] }: Answer): void {
  if (style === NOT_WRITTEN) return;
  const all = outcome !== 'done' || exported.some(([, , type]) => type === NODE_EXIT);
  const failed = exported.map(([message, isFailed]) => [message, isFailed]);
  const expected = [
    ['a', all],
    ['b', all || String(json).includes('batchItemFailures')],
  ];
  assert.deepEqual(
    failed.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    expected,
    `${style}, ${end}`,
  );
  if (outcome === 'killed') assert.deepEqual(new Set(exported.map(([, , type]) => type)), new Set(['timeout']));
}
