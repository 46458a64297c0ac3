import assert from 'node:assert/strict';
import { startStubServer } from '../attach/stubServer';
import { fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly warnings: string[];
  /** The spans of each call. */
  readonly each: string[][];
  /** Whether the base class was patched while on, and is as it was in the end. */
  readonly patched?: boolean;
  readonly restored?: boolean;
}

describe('an instrumentation that comes after the SDK', () => {
  const server = useWorld(startStubServer);

  const run = (file: string, nodeOptions: string[] = []): Promise<Report> =>
    runJson<Report>(fixture(file), { nodeOptions, env: { ENDPOINT: server.endpoint } });

  it('says so once, for all clients, with the fix, and traces from then on', async () => {
    const { warnings, each } = await run('late.cjs');
    const early = warnings.filter((warning) => warning.includes('loaded before'));
    assert.match(early[0] ?? '', /@aws-sdk\/client-kms, @aws-sdk\/client-sqs .*instrumentClient\(client\)/);
    assert.deepEqual(each, [['SQS.ListQueues'], ['SQS.ListQueues'], ['KMS.ListKeys'], ['SQS.ListQueues']]);
    // Another instrumentation has nothing to say: the first one has traced these calls, and no call is lost.
    assert.equal(early.length, 1);
    assert.equal(warnings.length, 1);
  });

  for (const [loader, options] of Object.entries({
    'no loader': [],
    'the loader hook': ['--import', fixture('hook.mjs')],
  })) {
    it(`does so for static imports of an ES module, with ${loader}`, async () => {
      const { warnings, each } = await run('late.mjs', options);
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', /@aws-sdk\/client-sqs was loaded before .*instrumentClient\(client\)/);
      assert.deepEqual(each, [['SQS.ListQueues']]);
    });
  }

  it('leaves an SDK alone that is loaded while it is off, until it is on again', async () => {
    const { each, patched, restored } = await run('whileOff.cjs');
    assert.deepEqual(each, [[], ['SQS.ListQueues']]);
    assert.deepEqual({ patched, restored }, { patched: true, restored: true });
  });

  it('has nothing to say where it came first', async () => {
    const { warnings } = await run('clients.cjs', ['--require', fixture('tracing.cjs')]);
    assert.deepEqual(warnings, []);
  });
});
