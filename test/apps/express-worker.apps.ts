import assert from 'node:assert/strict';
import { App, linesOf } from './app';
import { assertStory, only } from './story';
import { type World, startWorld } from './world';

describe('example express-worker', () => {
  let app: App;
  let world: World;
  before(async function () {
    this.timeout(900_000);
    [app, world] = await Promise.all([App.install('express-worker'), startWorld()]);
  });
  after(async () => {
    await world.stop();
    app.remove();
  });

  it('follows an order from the HTTP request to the worker', async () => {
    const [api, worker] = [app.start('api', world.env), app.start('worker', world.env)];
    await Promise.all([api.says('listening on '), worker.says('waiting for orders')]);
    const [url = ''] = /http:\S+/.exec(api.output()) ?? [];
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ id: 'C-3', item: 'teapot' }),
    });
    assert.equal(response.status, 202);
    const { order, messageId } = (await response.json()) as { order: string; messageId: string };
    assert.equal(order, 'C-3');
    assert.match(messageId, /^[0-9a-f-]{36}$/);
    await worker.says('processed C-3');
    await world.pollAfterDelete();
    assert.deepEqual(linesOf(await api.stop()), [`listening on ${url}`]);
    assert.deepEqual(linesOf(await worker.stop()), ['waiting for orders', 'processed C-3']);

    const spans = world.collector.spans();
    assertStory(spans, [
      'POST /orders',
      'SQS.SendMessage',
      'SQS.ReceiveMessage',
      'process orders',
      'SQS.DeleteMessage',
    ]);
    assert.equal(only(spans, 'SQS.SendMessage').resource['service.name'], 'orders-api');
    assert.equal(only(spans, 'process orders').resource['service.name'], 'orders-worker');
  });
});
