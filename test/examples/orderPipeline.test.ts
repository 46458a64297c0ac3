import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type ChildResult, runNode } from '../support/fixtures';

const PIPELINE = join(__dirname, '..', '..', 'examples', 'order-pipeline', 'main.js');

describe('the order pipeline', () => {
  let result: ChildResult;

  before(async () => {
    result = await runNode(PIPELINE);
  });

  it('ends by itself, well and without a word of complaint', () => {
    assert.deepEqual([result.code, result.signal, result.stderr], [0, null, '']);
  });

  it('is one trace, from the request to the file, the item and the notice', () => {
    const lines = result.stdout.split('\n');
    assert.equal(lines.filter((line) => /trace [0-9a-f]{8} · 12 spans/.test(line)).length, 1, result.stdout);
    assert.equal(lines.filter((line) => line.includes(' · trace ') || line.startsWith('── ')).length, 1);
  });

  it('has each call below the message that caused it', () => {
    /** The names of spans as they stand in the tree, with their depth. */
    const tree = result.stdout.split('\n').flatMap((line) => {
      const [, branch, name] = /^([ │├└─…]*)(\S.*?)\s+(?:client|server|internal|producer|consumer)\s/u.exec(line) ?? [];
      return name === undefined || branch === undefined ? [] : [{ name, depth: Array.from(branch).length / 3 }];
    });
    const parentOf = (name: string): string | undefined => {
      const at = tree.findIndex((span) => span.name === name);
      return tree.slice(0, at).findLast(({ depth }) => depth < (tree[at]?.depth ?? 0))?.name;
    };
    assert.equal(parentOf('place order'), 'POST');
    assert.equal(parentOf('EventBridge.PutEvents'), 'place order');
    assert.equal(parentOf('SNS.Publish'), 'place order');
    assert.equal(parentOf('process files'), 'SNS.Publish');
    assert.equal(parentOf('process notices'), 'SNS.Publish');
    assert.equal(parentOf('process validations'), 'EventBridge.PutEvents');
    assert.equal(parentOf('S3.PutObject'), 'process files');
    assert.equal(parentOf('DynamoDB.PutItem'), 'process validations');
    assert.deepEqual(tree.filter(({ name }) => name === 'POST').map(({ depth }) => depth).length, 4);
  });
});
