import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENTRY, fixture, runJson } from '../support/fixtures';

describe('the send of forwardMessage in a program of its own', () => {
  for (const how of ['attached', 'loaded'] as const) {
    it(`is made with the client's own copy of the SDK, where that is ${how}`, async () => {
      const result = await runJson(fixture('forwardOfCopy.mjs'), { env: { HOW: how } });
      assert.deepEqual(result, { own: true, other: true });
    });
  }

  it('never loads an SDK out of the current directory', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'foreign-'));
    const sdk = join(directory, 'node_modules', '@aws-sdk', 'client-sqs');
    mkdirSync(sdk, { recursive: true });
    writeFileSync(join(sdk, 'index.js'), "process.stdout.write('loaded '); exports.SendMessageCommand = class {};");
    const script = `
      const client = { send: async ({ constructor, input }) => console.log(constructor.name, input.MessageBody) };
      const { forwardMessage } = require(${JSON.stringify(ENTRY)});
      void forwardMessage(client, { Body: 'x' }, { queueUrl: 'http://127.0.0.1/1/q' });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: directory });
    rmSync(directory, { recursive: true });
    // Of this package's own directory.
    assert.equal(stdout, 'SendMessageCommand x\n');
  });

  it('says what it needs where there is no SDK to be found', async () => {
    const result = await runJson(fixture('forwardWithout.cjs'), {
      nodeOptions: ['--require', fixture('bootstrap/without.cjs')],
      env: { WITHOUT: '@aws-sdk/client-sqs' },
    });
    assert.deepEqual(result, {
      name: 'TypeError',
      message:
        'forwardMessage found no @aws-sdk/client-sqs to send with: pass `SendMessageCommand` from it in the options',
      sent: ['x'],
    });
  });
});
