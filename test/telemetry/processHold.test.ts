import assert from 'node:assert/strict';
import { holdProcess, releaseProcess } from '../../src/telemetry/processHold';

/** What keeps this process alive. Mocha starts a timer of its own once a test waits. */
async function timers(): Promise<number> {
  await Promise.resolve();
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('an export that is waited for', () => {
  it('keeps the process alive until it is done', async () => {
    const before = await timers();
    let finish = (): void => {};
    const held = holdProcess(new Promise<void>((resolve) => (finish = resolve)));
    assert.equal(await timers(), before + 1);
    finish();
    await held;
    assert.equal(await timers(), before);
  });

  it('keeps it alive no longer when it fails, and fails for whoever waits', async () => {
    const before = await timers();
    await assert.rejects(holdProcess(Promise.reject(new Error('not exported'))), /not exported/);
    assert.equal(await timers(), before);
  });

  it('keeps nothing alive any more once nobody is to wait, as often as that is said', async () => {
    const before = await timers();
    const held = [holdProcess(new Promise(() => {})), holdProcess(new Promise(() => {}))];
    assert.equal(await timers(), before + 2);
    releaseProcess();
    const late = new Promise((resolve) => void setImmediate(resolve, 'still held'));
    assert.deepEqual(await Promise.race([Promise.all(held), late]), [undefined, undefined]);
    assert.equal(await timers(), before);
    releaseProcess();
  });
});
