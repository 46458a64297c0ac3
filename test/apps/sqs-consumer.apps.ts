import assert from 'node:assert/strict';
import { App, linesOf } from './app';
import { assertStory } from './story';
import { type World, startWorld } from './world';

describe('example sqs-consumer', () => {
  let app: App;
  let world: World;
  before(async function () {
    this.timeout(900_000);
    [app, world] = await Promise.all([App.install('sqs-consumer'), startWorld()]);
  });
  after(async () => {
    await world.stop();
    app.remove();
  });

  it('ties the worker to the producer in another process', async () => {
    const worker = app.start('worker', world.env);
    await worker.says('waiting for orders');
    assert.deepEqual(linesOf(await app.run('produce', world.env, 'B-2')), ['sent B-2']);
    await worker.says('processed B-2');
    await world.pollAfterDelete();
    assert.deepEqual(linesOf(await worker.stop()), ['waiting for orders', 'processed B-2', 'stopped']);
    assertStory(world.collector.spans(), [
      'SQS.SendMessage',
      'SQS.ReceiveMessage',
      'process orders',
      'SQS.DeleteMessage',
    ]);
  });
});
