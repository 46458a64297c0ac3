import assert from 'node:assert/strict';
import { App, linesOf } from './app';
import { assertStory } from './story';
import { type World, startWorld } from './world';

describe('example nestjs', () => {
  let app: App;
  let world: World;
  before(async function () {
    this.timeout(900_000);
    [app, world] = await Promise.all([App.install('nestjs'), startWorld()]);
    await app.npm('build');
  });
  after(async () => {
    await world.stop();
    app.remove();
  });

  it('follows an order from the controller to the service that ships it', async () => {
    const nest = app.start('start', world.env);
    await nest.says('listening on ');
    const [url = ''] = /http:\S+/.exec(nest.output()) ?? [];
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ id: 'D-4', item: 'teapot' }),
    });
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { accepted: 'D-4' });
    await nest.says('shipped D-4');
    await world.pollAfterDelete();
    // Nest raises the signal again when its own hooks are done.
    assert.deepEqual(linesOf(await nest.stop(), 'SIGTERM'), [`listening on ${url}`, 'shipped D-4']);

    assertStory(world.collector.spans(), [
      'POST /orders',
      'SQS.SendMessage',
      'SQS.ReceiveMessage',
      'process orders',
      'shipping.service.js:ship',
      'SQS.DeleteMessage',
    ]);
  });
});
